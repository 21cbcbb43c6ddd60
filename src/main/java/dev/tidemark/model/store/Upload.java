package dev.tidemark.model.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Files on their way to become a version; nobody sees them before {@link #publish} has returned.
 *
 * <p>Threading notes: for one thread.
 */
public interface Upload extends AutoCloseable {

  /**
   * Copies a file to where it will stay, durably.
   *
   * @param source must have the size and SHA-256 that {@code file} says
   */
  void add(StoredFile file, Path source) throws IOException;

  /**
   * Makes it a version, all or nothing.
   *
   * @throws VersionTakenException when the number is given already; another may be tried
   */
  void publish(ModelVersion version, byte[] manifest) throws IOException;

  /** Removes what was not published. Never throws: what stays is swept later. */
  @Override
  void close();
}
