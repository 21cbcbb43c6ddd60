package dev.tidemark.model.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.guarantee.world.ChildJvm;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model store promises, wherever its versions lie. */
public abstract class ModelStoreContract {

  protected static final ObjectMapper JSON = new ObjectMapper();
  protected static final Instant NOW = Instant.parse("2026-11-23T10:15:30.123456Z");

  @TempDir protected Path work;

  protected final Random random = Seeds.random(getClass().getSimpleName());

  /** What the store takes for now. */
  protected Instant now = NOW;

  protected ModelStore store;

  /** The storage of this test, empty at first; each call is another process's view of it. */
  protected abstract VersionStorage storage(InstantSource clock);

  /** Replaces the content of a stored file behind the store's back; null removes it. */
  protected abstract void tamper(Manifest manifest, String path, byte @Nullable [] content)
      throws IOException;

  /** For {@link PublishForever}, to find the same storage. */
  protected abstract List<String> publisherArguments();

  /** Every file that lies in the storage, manifests and leftovers too, with its size. */
  protected abstract Map<String, Long> everything() throws IOException;

  protected final ModelStore open() {
    return new ModelStore(storage(() -> now), () -> now, UUID::randomUUID);
  }

  @BeforeEach
  void openTheStore() {
    store = open();
  }

  @Test
  void whatWasPublishedComesBackByteByByte() throws Exception {
    Path folder = folder("draft");
    Files.createDirectories(folder.resolve("onnx"));
    Files.writeString(folder.resolve("onnx/notes é.txt"), "sub-folder");
    Files.write(folder.resolve("empty.txt"), new byte[0]);
    Map<String, String> written = contents(folder);
    ObjectNode metrics = JSON.createObjectNode().put("f1", 0.1).put("sentences", 3_000_000_000L);
    ObjectNode gate = JSON.createObjectNode().put("verdict", "promote");
    ModelVersion parent = new ModelVersion("newswire", 2);
    ModelDraft draft =
        new ModelDraft(folder, parent, Map.of("a.tsv", "12ab"), Map.of("seed", "7"), metrics, gate);

    Manifest published = store.publish("newswire", draft);

    assertThat(published.version()).hasToString("newswire@1");
    Manifest read = open().manifest(new ModelVersion("newswire", 1));
    assertThat(read).isEqualTo(published);
    assertThat(read.created()).isEqualTo(NOW);
    assertThat(read.parent()).isEqualTo(parent);
    assertThat(read.data()).containsExactly(Map.entry("a.tsv", "12ab"));
    assertThat(read.settings()).containsExactly(Map.entry("seed", "7"));
    assertThat(read.metrics().toString()).isEqualTo("{\"f1\":0.1,\"sentences\":3000000000}");
    assertThat(String.valueOf(read.gate())).isEqualTo("{\"verdict\":\"promote\"}");
    assertThat(read.files().stream().map(StoredFile::path))
        .containsExactlyElementsOf(written.keySet());
    for (StoredFile file : read.files()) {
      byte[] bytes = Files.readAllBytes(folder.resolve(file.path()));
      assertThat(file.sha256()).isEqualTo(sha256(bytes));
      assertThat(file.size()).isEqualTo(bytes.length);
    }
    store.verify(read.version());
    Path target = work.resolve("cache/newswire-1");
    assertThat(open().fetch(read.version(), target)).isEqualTo(read);
    assertThat(contents(target)).isEqualTo(written);
    assertThat(JSON.readTree(target.resolve("manifest.json").toFile()).get("name").asText())
        .isEqualTo("newswire");
    assertThat(Trees.entries(work.resolve("cache"))).containsExactly(target);
  }

  @Test
  void numbersAscendPerNameAndAreListedInOrder() throws Exception {
    assertThat(store.versions()).isEmpty();
    for (int i = 0; i < 11; i++) {
      store.publish("b", draft("b" + i));
    }
    store.publish("a.x-Y_1", draft("a"));

    assertThat(store.versions().stream().map(ModelVersion::toString))
        .containsExactly(
            "a.x-Y_1@1",
            "b@1",
            "b@2",
            "b@3",
            "b@4",
            "b@5",
            "b@6",
            "b@7",
            "b@8",
            "b@9",
            "b@10",
            "b@11");
    assertThat(store.list().stream().map(Manifest::version)).isEqualTo(store.versions());
  }

  @Test
  void hiddenFilesAndTheManifestOfTheOriginAreNotPublished() throws Exception {
    ModelVersion first = store.publish("m", draft("draft")).version();
    Path fetched = work.resolve("fetched");
    store.fetch(first, fetched);
    Files.createDirectories(fetched.resolve(".cache/x"));
    Files.writeString(fetched.resolve(".cache/x/y"), "hidden");
    Files.writeString(fetched.resolve(".DS_Store"), "hidden");

    Manifest second = store.publish("m", ModelDraft.of(fetched, first));

    assertThat(second.files()).isEqualTo(store.manifest(first).files());
    assertThat(second.version()).hasToString("m@2");
  }

  @Test
  void whatIsNoCheckpointIsRefusedAndLeavesNothing() throws Exception {
    Path folder = Files.createDirectories(work.resolve("nothing"));
    assertThatThrownBy(() -> store.publish("m", ModelDraft.of(folder, null)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no config.json");
    Files.writeString(folder.resolve("config.json"), "{}");
    assertThatThrownBy(() -> store.publish("m", ModelDraft.of(folder, null)))
        .hasMessageContaining("no weights");
    assertThatThrownBy(() -> store.publish("../m", ModelDraft.of(folder("d"), null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no name");
    assertThat(everything()).isEmpty();
  }

  @Test
  void aVersionThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
    ModelVersion missing = new ModelVersion("m", 3);
    assertThatThrownBy(() -> store.manifest(missing))
        .isInstanceOf(UnknownVersionException.class)
        .hasMessageContaining("empty");
    store.publish("m", draft("1"));
    store.publish("m", draft("2"));
    store.publish("other", draft("3"));

    assertThatThrownBy(() -> store.manifest(missing)).hasMessageContaining("m@2, m@1");
    assertThatThrownBy(() -> store.verify(missing)).hasMessageContaining("there is no m@3 in");
    assertThatThrownBy(() -> store.delete(missing)).hasMessageContaining("m@2, m@1");
    assertThatThrownBy(() -> store.fetch(missing, work.resolve("target")))
        .isInstanceOf(UnknownVersionException.class)
        .hasMessageNotContaining("other");
    assertThatThrownBy(() -> store.manifest(new ModelVersion("n", 1)))
        .hasMessageContaining("other@1, m@2, m@1");
    assertThat(work.resolve("target")).doesNotExist();
  }

  @Test
  void eachDamageIsFoundAndNamedAndNothingOfItIsLeft() throws Exception {
    Manifest manifest = store.publish("m", draft("draft"));
    Path weights = work.resolve("draft/model.safetensors");
    byte[] good = Files.readAllBytes(weights);
    byte[] flipped = good.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    byte[] shortened = Arrays.copyOf(good, good.length - 1);

    assertDamage(manifest, flipped, bothChecksums(flipped, good));
    assertDamage(manifest, shortened, bothChecksums(shortened, good));
    assertDamage(manifest, shortened, "bytes instead of " + good.length);
    assertDamage(manifest, new byte[0], bothChecksums(new byte[0], good));
    assertDamage(manifest, null, "it is missing");
    tamper(manifest, "model.safetensors", good);
    store.verify(manifest.version());
  }

  private static String bothChecksums(byte[] found, byte[] published) throws Exception {
    return "its SHA-256 is %s instead of %s".formatted(sha256(found), sha256(published));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private void assertDamage(Manifest manifest, byte @Nullable [] content, String what)
      throws IOException {
    tamper(manifest, "model.safetensors", content);
    Path target = work.resolve("cache/target");
    assertThatThrownBy(() -> store.verify(manifest.version()))
        .isInstanceOf(CorruptVersionException.class)
        .hasMessageContaining("model.safetensors of m@1")
        .hasMessageContaining(what);
    assertThatThrownBy(() -> store.fetch(manifest.version(), target))
        .isInstanceOf(CorruptVersionException.class)
        .hasMessageContaining(what);
    assertThat(Trees.entries(work.resolve("cache"))).as("no half folder").isEmpty();
  }

  @Test
  void aManifestThatIsNoneIsDamageAndTheOthersCanStillBeListed() throws Exception {
    Manifest first = store.publish("m", draft("1"));
    Manifest second = store.publish("m", draft("2"));
    for (String wrong :
        List.of("{", "[]", "{\"name\":\"m\"}", new String(ManifestJson.write(second), UTF_8))) {
      tamper(first, "manifest.json", wrong.getBytes(UTF_8));
      assertThatThrownBy(() -> store.manifest(first.version()))
          .isInstanceOf(CorruptVersionException.class)
          .hasMessageContaining("manifest.json of m@1 is damaged");
    }
    assertThat(store.versions()).containsExactly(first.version(), second.version());
    store.delete(first.version());
    assertThat(store.list()).containsExactly(second);
  }

  @Test
  void aTargetThatIsThereIsUsedOnlyIfItIsTheVersion() throws Exception {
    ModelVersion version = store.publish("m", draft("draft")).version();
    Path target = work.resolve("target");
    store.fetch(version, target);
    Instant before = Files.getLastModifiedTime(target.resolve("model.safetensors")).toInstant();

    store.fetch(version, target);
    assertThat(Files.getLastModifiedTime(target.resolve("model.safetensors")).toInstant())
        .isEqualTo(before);

    Files.writeString(target.resolve("config.json"), "mine");
    assertThatThrownBy(() -> store.fetch(version, target))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("config.json is not that of m@1");
    assertThat(target.resolve("config.json")).hasContent("mine");
  }

  @Test
  void eightPublishersAtOnceGetEightNumbersAndMixNothing() throws Exception {
    int publishers = 8;
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      folders.add(folder("draft" + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    try {
      CountDownLatch start = new CountDownLatch(publishers);
      List<Future<Manifest>> published = new ArrayList<>();
      for (Path folder : folders) {
        published.add(
            threads.submit(
                () -> {
                  ModelStore own = open();
                  start.countDown();
                  start.await();
                  return own.publish("m", ModelDraft.of(folder, null));
                }));
      }
      TreeMap<Integer, Path> writers = new TreeMap<>();
      for (int i = 0; i < publishers; i++) {
        writers.put(published.get(i).get().version().number(), folders.get(i));
      }
      assertThat(writers.keySet()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
      for (Map.Entry<Integer, Path> writer : writers.entrySet()) {
        Path fetched = work.resolve("fetched/" + writer.getKey());
        store.fetch(new ModelVersion("m", writer.getKey()), fetched);
        assertThat(contents(fetched)).isEqualTo(contents(writer.getValue()));
      }
      assertThat(everything()).as("4 files and a manifest each").hasSize(publishers * 5);
    } finally {
      threads.shutdownNow();
    }
  }

  private ChildJvm publishForever(Path folder) {
    List<String> arguments = new ArrayList<>(publisherArguments());
    arguments.add(folder.toString());
    List<String> options = new ArrayList<>();
    for (String name : List.of("aws.accessKeyId", "aws.secretAccessKey")) {
      options.add("-D%s=%s".formatted(name, System.getProperty(name, "none")));
    }
    return ChildJvm.start(options, PublishForever.class.getName(), arguments);
  }

  @Test
  void publishersInTwoProcessesNeverGetTheSameNumber() throws Exception {
    int each = 3;
    List<Path> folders = List.of(folder("draft0"), folder("draft1"));
    List<Set<String>> claimed = new ArrayList<>();
    try (ChildJvm first = publishForever(folders.get(0));
        ChildJvm second = publishForever(folders.get(1))) {
      for (ChildJvm publisher : List.of(first, second)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  publisher.assertAlive();
                  return versionsIn(publisher.log()).size() >= each;
                });
      }
      first.kill();
      second.kill();
      claimed.add(versionsIn(first.log()));
      claimed.add(versionsIn(second.log()));
    }

    assertThat(claimed.get(0)).as("claimed by both").doesNotContainAnyElementsOf(claimed.get(1));
    for (int i = 0; i < claimed.size(); i++) {
      for (String version : claimed.get(i)) {
        Path fetched = work.resolve("fetched/" + version);
        store.fetch(ModelVersion.parse(version), fetched);
        assertThat(contents(fetched)).as(version).isEqualTo(contents(folders.get(i)));
      }
    }
    List<ModelVersion> there = store.versions();
    assertThat(there.get(there.size() - 1).number()).as("no gaps").isEqualTo(there.size());
    // A publisher that is killed may have published one that it could not say.
    assertThat(there.size() - claimed.get(0).size() - claimed.get(1).size()).isBetween(0, 2);
  }

  /** What {@link PublishForever} has printed; its last line may be cut off. */
  private static Set<String> versionsIn(String log) {
    return Pattern.compile("(m@\\d+)\\R")
        .matcher(log)
        .results()
        .map(r -> r.group(1))
        .collect(toSet());
  }

  @Test
  void aKilledPublisherLeavesNoHalfVersionAndIsInNobodysWay() throws Exception {
    Path folder = folder("draft");
    for (int round = 0; round < 3; round++) {
      // It publishes as fast as it can, so it dies anywhere in it.
      int enough = store.versions().size() + 1 + random.nextInt(4);
      try (ChildJvm publisher = publishForever(folder)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(1 + random.nextInt(20)))
            .until(
                () -> {
                  publisher.assertAlive();
                  return store.versions().size() >= enough;
                });
        publisher.kill();
      }
      List<ModelVersion> there = store.versions();
      there.forEach(store::verify);
      assertThat(store.publish("m", draft("mine" + round)).version().number())
          .isEqualTo(there.size() + 1);
    }
    now = Instant.now().plus(Duration.ofDays(2));
    store.sweep();
    assertThat(everything()).as("no leftovers").hasSize(store.versions().size() * 5);
    store.versions().forEach(store::verify);
  }

  @Test
  void aFileThatChangesMeanwhileIsNotPublished() throws Exception {
    Path folder = folder("draft");
    Path weights = folder.resolve("model.safetensors");
    StoredFile changed =
        DraftFiles.of(folder).stream()
            .filter(file -> file.path().equals("model.safetensors"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(weights);
    bytes[random.nextInt(bytes.length)]++;
    Files.write(weights, bytes);
    try (Upload upload = storage(() -> now).begin("m", UUID.randomUUID().toString())) {
      assertThatThrownBy(() -> upload.add(changed, weights))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("model.safetensors changed while it was being published");
    }
    assertThat(everything()).isEmpty();
  }

  @Test
  void aNumberThatIsTakenIsRefusedByTheStorageAndNothingChanges() throws Exception {
    Manifest winner = store.publish("m", draft("winner"));
    VersionStorage storage = storage(() -> now);
    try (Upload loser = storage.begin("m", UUID.randomUUID().toString())) {
      Path folder = folder("loser");
      for (StoredFile file : DraftFiles.of(folder)) {
        loser.add(file, folder.resolve(file.path()));
      }
      assertThatThrownBy(() -> loser.publish(winner.version(), "{}".getBytes(UTF_8)))
          .isInstanceOf(VersionTakenException.class)
          .hasMessageContaining("m@1");
    }
    store.verify(winner.version());
    assertThat(store.list()).containsExactly(winner);
    assertThat(everything()).as("nothing of the loser").hasSize(5);
  }

  @Test
  void noReaderSeesAVersionWithoutItsFiles() throws Exception {
    // Readers verify all they see while versions come and go.
    int versions = 12;
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < versions; i++) {
      folders.add(folder("draft" + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch done = new CountDownLatch(1);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(() -> readUntil(done, open())));
      }
      for (Path folder : folders) {
        store.publish("m", ModelDraft.of(folder, null));
        store.retain("m", Set.of(), 2);
      }
      done.countDown();
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int readUntil(CountDownLatch done, ModelStore store) {
    int verified = 0;
    boolean last;
    do {
      last = done.getCount() == 0;
      for (ModelVersion version : store.versions()) {
        try {
          store.verify(version);
          verified++;
        } catch (UnknownVersionException e) {
          // Deleted, whole.
        }
      }
    } while (!last);
    return verified;
  }

  @Test
  void retentionKeepsLiveAndFormerVersionsAndTheLast() throws Exception {
    for (int i = 0; i < 6; i++) {
      store.publish("m", draft("m" + i));
    }
    for (int i = 0; i < 3; i++) {
      store.publish("other", draft("other" + i));
    }
    ModelVersion former = new ModelVersion("m", 1);
    ModelVersion live = new ModelVersion("m", 3);

    List<ModelVersion> deleted = store.retain("m", Set.of(live, former), 2);

    assertThat(deleted.toString()).isEqualTo("[m@2, m@4]");
    assertThat(store.versions().toString())
        .isEqualTo("[m@1, m@3, m@5, m@6, other@1, other@2, other@3]");
    store.versions().forEach(store::verify);
    // A deleted version is an empty manifest, and nothing else of it is left.
    Map<String, Long> there = everything();
    assertThat(there.values().stream().filter(size -> size == 0)).hasSize(2);
    assertThat(there).hasSize(7 * 5 + 2);
    assertThatThrownBy(() -> store.retain("m", Set.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theNumberOfADeletedVersionIsNeverGivenAgain() throws Exception {
    store.publish("m", draft("1"));
    store.delete(store.publish("m", draft("2")).version());

    assertThat(store.versions()).containsExactly(new ModelVersion("m", 1));
    assertThat(store.publish("m", draft("3")).version()).hasToString("m@3");
    assertThatThrownBy(() -> store.delete(new ModelVersion("m", 2)))
        .isInstanceOf(UnknownVersionException.class)
        .hasMessageContaining("m@3, m@1");
  }

  @Test
  void aLiveUploadIsNeverSweptByOthersOfThisProcess() throws Exception {
    Path folder = folder("draft");
    VersionStorage storage = storage(() -> NOW);
    String id = UUID.randomUUID().toString();
    List<StoredFile> files = DraftFiles.of(folder);
    Manifest manifest =
        new Manifest(
            new ModelVersion("m", 1),
            id,
            null,
            NOW,
            Map.of(),
            Map.of(),
            JSON.createObjectNode(),
            null,
            files,
            Map.of());
    try (Upload upload = storage.begin("m", id)) {
      for (StoredFile file : files) {
        upload.add(file, folder.resolve(file.path()));
      }
      now = Instant.now().plus(Duration.ofDays(30));
      store.sweep();
      upload.publish(manifest.version(), ManifestJson.write(manifest));
    }
    store.verify(manifest.version());
  }

  @Test
  void anInterruptedDeletionIsFinishedBySweeping() throws Exception {
    Manifest gone = store.publish("m", draft("1"));
    Manifest stays = store.publish("m", draft("2"));
    storage(() -> now).unpublish(gone.version());

    assertThat(store.list()).containsExactly(stays);
    now = Instant.now().plus(Duration.ofDays(2));
    store.sweep();

    assertThat(everything()).hasSize(1 + 5);
    store.verify(stays.version());
  }

  protected final ModelDraft draft(String name) throws IOException {
    return ModelDraft.of(folder(name), null);
  }

  /** A folder like a model's, with contents that no other has. */
  protected final Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(work.resolve(name));
    Files.writeString(folder.resolve("config.json"), "{\"name\":\"%s\"}".formatted(name));
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    Files.writeString(folder.resolve("README.md"), "# " + name);
    byte[] weights = new byte[150_000 + random.nextInt(1000)];
    random.nextBytes(weights);
    Files.write(folder.resolve("model.safetensors"), weights);
    return folder;
  }

  /** Every file but the manifest, with its bytes in hex. */
  protected static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(file).toString();
        if (!path.equals("manifest.json")) {
          contents.put(path, HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }
}
