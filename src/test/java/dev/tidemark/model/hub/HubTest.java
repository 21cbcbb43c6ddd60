package dev.tidemark.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.testing.LocalHub;
import dev.tidemark.testing.LocalHub.Request;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is fetched, from whom, and where it lies afterwards. Transfers: {@link BlobDownloadTest}.
 */
class HubTest {

  private static final String TOKEN = "hf_aVerySecretToken";
  private static final String WEIGHTS = "model.safetensors";

  @TempDir Path folder;
  private Path cache;
  private LocalHub hub;

  @BeforeEach
  void start() throws IOException {
    cache = folder.resolve("cache");
    TinyBert.ofSeed(1).write(folder.resolve("tiny"), "bert.");
    hub =
        new LocalHub()
            .withFolder(folder.resolve("tiny"))
            .with("vocab.txt", "hello\n".getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void fetchesWhatTidemarkReadsAndNothingElse() throws Exception {
    hub.with("pytorch_model.bin", new byte[10])
        .with("README.md", new byte[10])
        .with("onnx/model.onnx", new byte[10])
        .with("special_tokens_map.json", "{}".getBytes(UTF_8));

    HubSnapshot snapshot = new HubCalls(hub, cache).fetch();

    assertThat(snapshot.commit()).isEqualTo(LocalHub.COMMIT);
    assertThat(snapshot.version()).isEqualTo("tiny/model@0123456789ab");
    assertThat(names(snapshot.folder()))
        .containsExactlyInAnyOrder(
            "config.json", "tokenizer.json", WEIGHTS, "vocab.txt", "special_tokens_map.json");
    for (String name : List.of("config.json", "tokenizer.json", WEIGHTS)) {
      assertThat(snapshot.folder().resolve(name))
          .hasSameBinaryContentAs(folder.resolve("tiny").resolve(name));
    }
  }

  /** The layout that Python's huggingface_hub has, so that each finds the other's models. */
  @Test
  void liesWhereHuggingFacesOwnProgramsLook() throws Exception {
    new HubCalls(hub, cache).fetch();

    Path model = cache.resolve("models--tiny--model");
    assertThat(model.resolve("refs/main")).hasContent(LocalHub.COMMIT);
    // The name that `git hash-object` gives to "hello\n".
    Path vocabulary = model.resolve("snapshots/" + LocalHub.COMMIT + "/vocab.txt");
    assertThat(Files.readSymbolicLink(vocabulary))
        .hasToString("../../blobs/ce013625030ba8dba906f756967f9e9ca394464a");
    String sha256 = LocalHub.hash("SHA-256", Files.readAllBytes(folder.resolve("tiny/" + WEIGHTS)));
    assertThat(model.resolve("blobs/" + sha256)).isRegularFile();
    assertThat(names(model.resolve("blobs"))).hasSize(4).noneMatch(n -> n.contains("incomplete"));
  }

  @Test
  void theTokenGoesToTheHubAndNotToWhereItRedirects() throws Exception {
    hub.requiring(TOKEN);

    new HubCalls(hub, cache).token(TOKEN).fetch();

    List<Request> atHub = hub.requests().stream().filter(r -> !r.atStore()).toList();
    List<Request> atStore = hub.requests().stream().filter(Request::atStore).toList();
    assertThat(atHub).hasSize(5).allMatch(r -> r.authorization().equals("Bearer " + TOKEN));
    assertThat(atStore).hasSize(1).allMatch(r -> r.authorization().isEmpty());
  }

  @Test
  void aSecondTimeOnlyTheRevisionIsAskedFor() throws Exception {
    new HubCalls(hub, cache).fetch();
    int before = hub.requests().size();

    new HubCalls(hub, cache).fetch();

    assertThat(hub.requests().subList(before, hub.requests().size()))
        .extracting(Request::path)
        .containsExactly("/api/models/tiny/model/revision/main");
  }

  @Test
  void aCommitThatIsThereNeedsNoNetwork() throws Exception {
    HubSnapshot first = new HubCalls(hub, cache).fetch();
    hub.close();

    HubModel pinned = HubModel.parse("hf://tiny/model@" + LocalHub.COMMIT);
    HubSnapshot again = new HubCalls(hub, cache).fetch(pinned);

    assertThat(again.folder()).isEqualTo(first.folder());
    assertThat(again.version()).isEqualTo("tiny/model@0123456789ab");
  }

  @Test
  void aCommitThatIsNotCompleteIsCompleted() throws Exception {
    HubSnapshot first = new HubCalls(hub, cache).fetch();
    Path weights = first.folder().resolve(WEIGHTS);
    Files.delete(weights.toRealPath());

    new HubCalls(hub, cache).fetch(HubModel.parse("hf://tiny/model@" + LocalHub.COMMIT));

    assertThat(weights).hasSameBinaryContentAs(folder.resolve("tiny").resolve(WEIGHTS));
    assertThat(hub.requestsFor("config.json")).hasSize(1);
  }

  @Test
  void whatAnEarlierFetchBroughtServesWhileTheHubIsAway() throws Exception {
    HubSnapshot first = new HubCalls(hub, cache).fetch();
    hub.close();
    HubCalls calls = new HubCalls(hub, cache);

    assertThat(calls.fetch()).isEqualTo(first);
    assertThat(calls.notices)
        .singleElement()
        .asString()
        .contains("cannot be reached", LocalHub.COMMIT, hub.address());
  }

  @Test
  void aHubThatIsNotThereIsNamed() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String address = "http://localhost:" + free;

    assertThatThrownBy(() -> new HubCalls(address, cache).token(TOKEN).fetch())
        .isInstanceOf(HubException.class)
        .hasMessageContaining(address + " cannot be reached")
        .hasMessageContaining("HF_ENDPOINT");
  }

  @Test
  void offlineOnlyTheCacheCounts() throws Exception {
    HubSnapshot first = new HubCalls(hub, cache).fetch();
    int before = hub.requests().size();

    assertThat(new HubCalls(hub, cache).offline().fetch()).isEqualTo(first);
    assertThat(hub.requests()).hasSize(before);
  }

  @Test
  void offlineAMissingModelIsSaidToBeMissing() throws Exception {
    assertThatThrownBy(() -> new HubCalls(hub, cache).offline().fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("hf://tiny/model is not in the cache " + cache)
        .hasMessageContaining("HF_HUB_OFFLINE");
    assertThat(hub.requests()).isEmpty();

    Files.delete(new HubCalls(hub, cache).fetch().folder().resolve("tokenizer.json"));
    assertThatThrownBy(() -> new HubCalls(hub, cache).offline().fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("not completely in the cache")
        .hasMessageContaining("no tokenizer.json");
  }

  @Test
  void aPrivateModelAsksForAToken() {
    hub.requiring(TOKEN);

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("hf://tiny/model is private or gated, or does not exist")
        .hasMessageContaining("set HF_TOKEN");
  }

  @Test
  void aTokenWithoutAccessIsSaidToHaveNoneAndIsNotShown() {
    hub.requiring(TOKEN);

    assertThatThrownBy(() -> new HubCalls(hub, cache).token("hf_another").fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("hf://tiny/model")
        .hasMessageContaining("the token in HF_TOKEN gives no access")
        .hasMessageNotContaining("hf_another");
  }

  @Test
  void noSuchModelAndNoSuchRevision() {
    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch(HubModel.parse("hf://no/where")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("there is no model no/where");
    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch(HubModel.parse("hf://tiny/model@v9")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("tiny/model has no revision 'v9'");
    assertThat(cache).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:\\evil", "a//b", "x\ny"})
  void aRepositoryThatLeadsOutOfItsFolderIsRefused(String name) {
    hub.with(name, new byte[] {1});

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("could lead out of its folder")
        .hasMessageNotContaining("\n");
    assertThat(cache).doesNotExist();
  }

  @Test
  void shardsComeWithTheirIndex() throws Exception {
    byte[] weights = Files.readAllBytes(folder.resolve("tiny").resolve(WEIGHTS));
    hub.without(WEIGHTS)
        .with("model-00001-of-00002.safetensors", weights)
        .with("model-00002-of-00002.safetensors", new byte[] {2})
        .with("other.safetensors", new byte[] {3})
        .with(
            "model.safetensors.index.json", index("model-00001-of-00002", "model-00002-of-00002"));

    HubSnapshot snapshot = new HubCalls(hub, cache).fetch();

    assertThat(names(snapshot.folder()))
        .contains("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
        .doesNotContain("other.safetensors");
    assertThat(new HubCalls(hub, cache).offline().fetch()).isEqualTo(snapshot);
    Files.delete(snapshot.folder().resolve("model-00002-of-00002.safetensors"));
    assertThatThrownBy(() -> new HubCalls(hub, cache).offline().fetch())
        .hasMessageContaining("no model-00002-of-00002.safetensors");
  }

  @Test
  void anIndexThatLeadsOutOfItsFolderIsRefused() {
    hub.without(WEIGHTS).with("model.safetensors.index.json", index("../../evil"));

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("names a shard that is no safetensors file beside it");
  }

  @Test
  void picklesAreRefusedBeforeAnythingIsFetched() {
    hub.without(WEIGHTS).with("pytorch_model.bin", new byte[10]);

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("hf://tiny/model holds only pytorch_model.bin, a pickle")
        .hasMessageContaining("M.from_pretrained('tiny/model')");
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void aModelOfAnotherFamilyIsRefusedBeforeItsWeightsAreFetched() {
    hub.with("config.json", "{\"model_type\":\"llama\"}".getBytes(UTF_8));

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("llama");
    assertThat(hub.requestsFor(WEIGHTS)).isEmpty();
  }

  @Test
  void aMissingTokenizerIsNamedBeforeAnythingIsFetched() {
    hub.without("tokenizer.json");

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("hf://tiny/model holds no tokenizer.json");
    assertThat(hub.requests()).hasSize(1);
  }

  private static byte[] index(String... shards) {
    StringBuilder map = new StringBuilder();
    for (String shard : shards) {
      map.append(map.length() == 0 ? "" : ",")
          .append("\"t%d\":\"%s.safetensors\"".formatted(map.length(), shard));
    }
    return "{\"weight_map\":{%s}}".formatted(map).getBytes(UTF_8);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).toList();
    }
  }
}
