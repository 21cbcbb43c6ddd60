package dev.tidemark.model.store;

/**
 * All that a model store promises, wherever its versions lie: what is in it ({@link
 * StoreContentContract}), for many at once ({@link StorePublisherContract}), until it is deleted
 * ({@link StoreRetentionContract}).
 */
public abstract class ModelStoreContract extends StoreRetentionContract {}
