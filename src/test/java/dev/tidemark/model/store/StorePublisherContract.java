package dev.tidemark.model.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.guarantee.world.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Many publish and read at once, and some are killed meanwhile. */
public abstract class StorePublisherContract extends StoreContentContract {

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
}
