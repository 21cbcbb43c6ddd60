package dev.tidemark.model.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Publishes to, and fetches to, a disk with room for one model: {@code DISK FITS LARGE STORE
 * REPORT}.
 */
final class FillDisk {

  private FillDisk() {}

  public static void main(String[] args) throws IOException {
    Path disk = Path.of(args[0]);
    List<String> report = new ArrayList<>();
    ModelStore onDisk = store(disk.resolve("store"));
    Manifest first = onDisk.publish("m", ModelDraft.of(Path.of(args[1]), null));
    report.add(failure(() -> onDisk.publish("m", ModelDraft.of(Path.of(args[2]), null))));
    onDisk.verify(first.version());
    report.add(onDisk.versions() + " " + names(disk.resolve("store/m")));
    ModelStore elsewhere = store(Path.of(args[3]));
    Path target = disk.resolve("cache/large");
    report.add(failure(() -> elsewhere.fetch(new ModelVersion("large", 1), target)));
    report.add("nothing fetched: " + names(disk.resolve("cache")));
    Files.write(Path.of(args[4]), report);
  }

  private static ModelStore store(Path root) {
    return new ModelStore(new DirectoryStorage(root), InstantSource.system(), UUID::randomUUID);
  }

  private static List<String> names(Path folder) throws IOException {
    return Trees.entries(folder).stream().map(p -> String.valueOf(p.getFileName())).toList();
  }

  private static String failure(Runnable action) {
    try {
      action.run();
      return "no failure";
    } catch (StoreException e) {
      return e.getClass().getSimpleName();
    }
  }
}
