package dev.tidemark.model.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders with what is in them: written durably, looked over, removed. */
public final class Trees {

  /** Writes the content of a new file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Trees() {}

  /** A new file that survives a power failure once this has returned. */
  static void writeDurably(Path file, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.writeTo(Channels.newOutputStream(channel));
      channel.force(true);
    }
  }

  /** The entries of a folder are data of the folder: a new name lasts only when it is synced. */
  static void syncFolder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // not every system opens folders; those that do not need no syncing
    }
    try (channel) {
      channel.force(true);
    }
  }

  static void syncFoldersIn(Path root) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.walk(root)) {
      folders = all.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      syncFolder(folder);
    }
  }

  static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /**
   * When anything in it was last written; other processes may write and remove at the same time.
   */
  static Instant lastWritten(Path root) throws IOException {
    List<Instant> times = new ArrayList<>(List.of(Instant.MIN));
    Files.walkFileTree(
        root,
        new Tolerant() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            times.add(attributes.lastModifiedTime().toInstant());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return visitFile(folder, attributes);
          }
        });
    return times.stream().max(Instant::compareTo).orElseThrow();
  }

  /** Whatever of it is there; symbolic links are removed, not followed. */
  public static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new Tolerant() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Does not mind that what was just listed is gone. */
  private static class Tolerant extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
