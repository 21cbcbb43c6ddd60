package dev.tidemark.model.store;

import org.jspecify.annotations.Nullable;

/** A version is not what its publisher wrote: which file, and what is wrong with it. */
public final class CorruptVersionException extends StoreException {

  CorruptVersionException(ModelVersion version, String file, String what) {
    this(version, file, what, null);
  }

  CorruptVersionException(
      ModelVersion version, String file, String what, @Nullable Throwable cause) {
    super(
        "%s of %s is damaged: %s; use another version, or restore the store"
            .formatted(file, version, what),
        cause);
  }
}
