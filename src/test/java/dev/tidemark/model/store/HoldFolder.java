package dev.tidemark.model.store;

import java.io.IOException;
import java.nio.file.Path;

/** A publisher that takes its time: owns a temporary folder until it is killed. */
final class HoldFolder {

  private HoldFolder() {}

  public static void main(String[] args) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create(Path.of(args[0]), "held")) {
      System.out.println("holds " + folder.path());
      Thread.currentThread().join(); // itself: for ever
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
