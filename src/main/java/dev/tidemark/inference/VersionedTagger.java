package dev.tidemark.inference;

/**
 * A tagger that says one thing for all its life: every result carries its version.
 *
 * <p>Closing it waits for what was submitted.
 */
public interface VersionedTagger extends Tagger, AutoCloseable {

  /** What its results say of it, e.g. {@code newswire@3}. */
  String version();

  /** Whether it still answers; once dead it stays so. */
  boolean isAlive();

  @Override
  void close();
}
