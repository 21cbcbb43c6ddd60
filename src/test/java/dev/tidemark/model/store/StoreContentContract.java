package dev.tidemark.model.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was published comes back whole, or it is said what is wrong with it. */
public abstract class StoreContentContract extends StoreWorld {

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
}
