package dev.tidemark.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidemark.guarantee.world.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The store in a folder. */
class DirectoryStoreTest extends ModelStoreContract {

  private static final String FILL_DISK =
      "exec '%s/bin/java' -XX:-UsePerfData -cp '%s' %s"
          .formatted(
              System.getProperty("java.home"),
              System.getProperty("java.class.path"),
              FillDisk.class.getName());

  private Path root() {
    return work.resolve("store");
  }

  @Override
  protected VersionStorage storage(InstantSource clock) {
    return new DirectoryStorage(root());
  }

  @Override
  protected List<String> publisherArguments() {
    return List.of(root().toString());
  }

  @Override
  protected void tamper(Manifest manifest, String path, byte @Nullable [] content)
      throws IOException {
    Path file = root().resolve("m/" + manifest.version().number()).resolve(path);
    if (content == null) {
      Files.delete(file);
    } else {
      Files.write(file, content);
    }
  }

  @Override
  protected Map<String, Long> everything() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    if (Files.exists(root())) {
      try (Stream<Path> files = Files.walk(root())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          sizes.put(root().relativize(file).toString(), Files.size(file));
        }
      }
    }
    return sizes;
  }

  @Test
  void aVersionIsAFolderAsItWasPublished() throws Exception {
    Path folder = folder("draft");
    store.publish("m", ModelDraft.of(folder, null));

    assertThat(contents(root().resolve("m/1"))).isEqualTo(contents(folder));
  }

  @Test
  void linksToFilesArePublishedAsFiles() throws Exception {
    // As in the cache of the Hugging Face hub.
    Path folder = folder("draft");
    Path blob = Files.move(folder.resolve("model.safetensors"), work.resolve("blob"));
    Files.createSymbolicLink(folder.resolve("model.safetensors"), blob);

    store.publish("m", ModelDraft.of(folder, null));

    Path stored = root().resolve("m/1/model.safetensors");
    assertThat(Files.isSymbolicLink(stored)).isFalse();
    assertThat(stored).hasSameBinaryContentAs(blob);
  }

  @Test
  void whatADeadPublisherLeftIsSweptAfterAnHour() throws Exception {
    Path left = Files.createDirectories(root().resolve("m/.tidemark-new-dead/sub"));
    Files.writeString(left.resolve("model.safetensors"), "half");
    Instant written = Files.getLastModifiedTime(left.resolve("model.safetensors")).toInstant();

    now = written.plus(Duration.ofMinutes(59));
    store.publish("m", draft("1"));
    assertThat(left).exists();
    assertThat(store.versions()).hasSize(1);

    now = written.plus(Duration.ofMinutes(61));
    store.publish("m", draft("2"));
    assertThat(left.resolveSibling(".")).doesNotExist();
    assertThat(everything()).hasSize(10);
  }

  @Test
  void theFolderOfALivePublisherIsNotSweptHoweverOld() throws Exception {
    Path models = Files.createDirectories(root().resolve("m"));
    Path held = models.resolve(".tidemark-new-held");
    now = Instant.now().plus(Duration.ofDays(30));
    try (ChildJvm publisher =
        ChildJvm.start(List.of(), HoldFolder.class.getName(), List.of(models.toString()))) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                publisher.assertAlive();
                return publisher.log().contains("holds");
              });
      store.sweep();
      assertThat(held).exists();
      publisher.kill();
    }
    store.sweep();
    assertThat(held).doesNotExist();
  }

  @Test
  void aStoreThatIsNotThereIsEmptyButAVolumeThatIsNotThereIsNot() throws Exception {
    assertThat(store.versions()).isEmpty();

    ModelStore unmounted =
        new ModelStore(
            new DirectoryStorage(work.resolve("mnt/store")), () -> now, UUID::randomUUID);
    assertThatThrownBy(unmounted::versions)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("no folder " + work.resolve("mnt"));
    ModelDraft draft = draft("draft");
    assertThatThrownBy(() -> unmounted.publish("m", draft))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(work.resolve("mnt")).doesNotExist();

    Files.writeString(root(), "a file");
    assertThatThrownBy(store::versions)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is no folder");
  }

  /**
   * In a mount namespace of its own, which ends with the process: nothing of this machine changes.
   */
  @Test
  void aFullDiskIsNamedAndNothingIsLeftOnIt() throws Exception {
    Path small = Files.createDirectories(work.resolve("small"));
    String mount = "mount -t tmpfs -o size=400k tmpfs '%s' && ".formatted(small);
    assumeThat(run("unshare", "-rm", "sh", "-c", mount + "true"))
        .as("may mount in a namespace of its own")
        .isZero();
    Path fits = folder("fits");
    Path large = folder("large");
    Files.write(large.resolve("more.bin"), new byte[200_000]);
    store.publish("large", ModelDraft.of(large, null));
    Path report = work.resolve("report");

    int code =
        run(
            "unshare",
            "-rm",
            "sh",
            "-c",
            mount + FILL_DISK + " \"$@\"",
            "sh",
            small.toString(),
            fits.toString(),
            large.toString(),
            root().toString(),
            report.toString());

    assertThat(code).isZero();
    assertThat(Files.readAllLines(report))
        .containsExactly(
            "StoreFullException", "[m@1] [1]", "StoreFullException", "nothing fetched: []");
  }

  /**
   * No file may be larger than the largest of the first model: writing the second fails half-way.
   */
  @Test
  void aFailedWriteLeavesNoVersionAndNothingHalf() throws Exception {
    Path disk = Files.createDirectories(work.resolve("disk"));
    Path fits = folder("fits");
    Path large = folder("large");
    // A shell counts in blocks of 512 or 1024 bytes: the limit is 174 or 348 KB.
    Files.write(large.resolve("more.bin"), new byte[400_000]);
    store.publish("large", ModelDraft.of(large, null));
    Path report = work.resolve("report");

    int code =
        run(
            "sh",
            "-c",
            "ulimit -f 340 && " + FILL_DISK + " \"$@\"",
            "sh",
            disk.toString(),
            fits.toString(),
            large.toString(),
            root().toString(),
            report.toString());

    assertThat(code).isZero();
    assertThat(Files.readAllLines(report))
        .containsExactly(
            "StoreUnavailableException",
            "[m@1] [1]",
            "StoreUnavailableException",
            "nothing fetched: []");
  }

  private static int run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (IOException e) {
      return -1; // there is no such program
    }
  }
}
