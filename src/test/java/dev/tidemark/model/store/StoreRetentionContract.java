package dev.tidemark.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is deleted is gone whole, and nothing else is. */
public abstract class StoreRetentionContract extends StorePublisherContract {

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
}
