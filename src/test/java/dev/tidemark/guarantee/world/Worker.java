package dev.tidemark.guarantee.world;

/** A running instance, wherever it runs. */
public interface Worker extends AutoCloseable {

  /** Fails when it has ended by itself, with what it said last. */
  void assertWorks();

  @Override
  void close();
}
