package dev.tidemark.model.store;

import dev.tidemark.s3.S3Settings;
import dev.tidemark.s3.S3Storage;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

/**
 * A process that publishes {@code m} until it is killed: {@code FOLDER DRAFT}, or {@code s3://…
 * ENDPOINT DRAFT}.
 */
final class PublishForever {

  private PublishForever() {}

  public static void main(String[] args) {
    InstantSource clock = InstantSource.system();
    VersionStorage storage =
        args[0].startsWith("s3:")
            ? new S3Storage(S3Settings.of(args[0], URI.create(args[1]), null, true), clock)
            : new DirectoryStorage(Path.of(args[0]));
    ModelStore store = new ModelStore(storage, clock, UUID::randomUUID);
    ModelDraft draft = ModelDraft.of(Path.of(args[args.length - 1]), null);
    while (true) {
      System.out.println(store.publish("m", draft).version());
    }
  }
}
