package dev.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench model --peers} on a model that takes no time. */
class BenchPeersTest {

  private static final List<String> PEERS = List.of("onnxruntime-fp32", "onnxruntime-int8");

  @TempDir Path folder;

  @Test
  void peersAreMeasuredInTheSameShapesAndCompared() throws IOException {
    TinyBert.ofSeed(7).write(folder.resolve("tiny"), "bert.");
    CommandRun run = bench("--shapes", "4x8,2x32", "--dtype", "auto", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    for (JsonNode shape : json.path("shapes")) {
      for (String peer : PEERS) {
        double theirs = speed(shape.path("engines").path(peer));
        assertThat(theirs).isPositive();
        assertThat(shape.path("engines").path(peer).path("arrangements")).hasSize(4);
        for (String dtype : List.of("fp32", "bf16")) {
          double ratio = shape.path("ratios").path(dtype + "_to_" + peer).asDouble();
          double ours = speed(shape.path("engines").path(dtype));
          assertThat(Math.abs(ratio / (ours / theirs) - 1)).isLessThan(0.01);
        }
        if (shape.path("shape").equals(json.path("shape"))) {
          assertThat(speed(json.path("peers").path(peer))).isEqualTo(theirs);
        }
      }
    }
  }

  @Test
  void aModelThatAPeerCannotRunIsRefused() throws IOException {
    TinyBert.ofSeed(7).withActivation("relu").write(folder.resolve("tiny"), "bert.");
    CommandRun run = bench("--shapes", "4x8");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("error: --peers: onnxruntime-fp32", "not relu");
  }

  private CommandRun bench(String... arguments) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "bench", "model", "--model", folder.resolve("tiny").toString(), "--threads", "2"));
    all.addAll(List.of("--seconds", "0.5", "--peers"));
    all.addAll(List.of(arguments));
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }

  private static double speed(JsonNode engine) {
    return engine.path("tokens_per_second").asDouble();
  }
}
