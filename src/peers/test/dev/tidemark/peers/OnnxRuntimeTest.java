package dev.tidemark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.bench.Agreement;
import dev.tidemark.bench.Peer;
import dev.tidemark.bench.PeerModel;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.InputToken;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.torch.ComputeType;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ONNX Runtime is measured with is the same model: else its speed would mean nothing. */
class OnnxRuntimeTest {

  static List<Peer> peers() {
    return ServiceLoader.load(Peer.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  @Test
  void bothAreFound() {
    assertThat(peers())
        .extracting(Peer::name)
        .containsExactly("onnxruntime-fp32", "onnxruntime-int8");
  }

  @ParameterizedTest
  @MethodSource("peers")
  void everyGraphAnswersAsOurModelInFp32(Peer peer) throws IOException {
    Random random = Seeds.random("OnnxRuntimeTest.everyGraphAnswersAsOurModelInFp32");
    for (int run = 0; run < 3; run++) {
      Checkpoint checkpoint = tiny(random).checkpoint();
      TokenBatch batch = batch(random);
      LabelProbabilities ours;
      try (TokenClassifier model = new TorchModels("cpu", 1).load(checkpoint, ComputeType.FP32)) {
        ours = model.classify(batch);
      }
      for (String graph : peer.graphs()) {
        try (PeerModel model = peer.load(checkpoint, graph, 1)) {
          Agreement agreement = Agreement.of(ours, model.logits(batch), batch);
          assertThat(peer.accepts(agreement)).as("%s: %s", graph, agreement).isTrue();
          assertThat(agreement.worstLogProbability()).as("was anything compared?").isPositive();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void anotherModelIsNotTakenForOurs(Peer peer) throws IOException {
    Random random = Seeds.random("OnnxRuntimeTest.anotherModelIsNotTakenForOurs");
    TokenBatch batch = batch(random);
    LabelProbabilities ours;
    try (TokenClassifier model =
        new TorchModels("cpu", 1).load(tiny(random).checkpoint(), ComputeType.FP32)) {
      ours = model.classify(batch);
    }
    Checkpoint other = tiny(random).checkpoint();
    for (String graph : peer.graphs()) {
      try (PeerModel model = peer.load(other, graph, 1)) {
        assertThat(peer.accepts(Agreement.of(ours, model.logits(batch), batch))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void anActivationWithoutAGraphIsRefused(Peer peer) {
    Checkpoint checkpoint = TinyBert.ofSeed(3).withActivation("silu").checkpoint();
    assertThatThrownBy(() -> peer.load(checkpoint, peer.graphs().get(0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("silu");
  }

  private static TinyBert tiny(Random random) {
    return TinyBert.ofSeed(random.nextLong()).withHidden(16);
  }

  /** Five rows of 1 to 32 tokens, of both token types. */
  private static TokenBatch batch(Random random) {
    List<int[]> rows = new ArrayList<>();
    for (int row = 0; row < 5; row++) {
      rows.add(
          random
              .ints(1 + random.nextInt(32), 0, TinyBert.VOCABULARY.size())
              .map(id -> InputToken.of(id, random.nextInt(2)))
              .toArray());
    }
    return TokenBatch.pad(rows, 0);
  }
}
