package dev.tidemark.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.bench.Peer;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bench model} on a model that takes no time: what it says hangs together. */
class BenchModelCommandTest {

  @TempDir static Path folder;
  private static String tiny;

  @BeforeAll
  static void write() throws IOException {
    Path model = folder.resolve("tiny");
    TinyBert.ofSeed(5).write(model, "bert.");
    tiny = model.toString();
  }

  @Test
  void everyFigureIsThereAndTheyFitTogether() {
    CommandRun run =
        bench(
            "--shapes",
            "4x8,2x32",
            "--seconds",
            "0.5",
            "--threads",
            "2",
            "--dtype",
            "auto",
            "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    assertThat(json.path("device").asText()).isEqualTo("cpu");
    assertThat(json.path("cores").asInt()).isEqualTo(2);
    assertThat(json.path("dtype").asText()).isIn("fp32", "bf16");
    assertThat(json.path("gemm_gflops").path("fp32").asDouble()).isGreaterThan(1);
    assertThat(json.path("gemm_gflops").path("bf16").asDouble()).isGreaterThan(1);
    assertThat(json.path("share_of_gemm_peak").asDouble()).isBetween(0.0, 1.5);
    assertThat(json.has("peers")).isFalse();

    double fastest = 0;
    List<String> shapes = new ArrayList<>();
    for (JsonNode shape : json.path("shapes")) {
      shapes.add(shape.path("shape").asText());
      for (String dtype : List.of("fp32", "bf16")) {
        JsonNode engine = shape.path("engines").path(dtype);
        double speed = engine.path("tokens_per_second").asDouble();
        assertThat(speed).isPositive();
        assertThat(engine.path("best_tokens_per_second").asDouble()).isGreaterThanOrEqualTo(speed);
        assertThat(engine.path("share_of_gemm_peak").asDouble()).isBetween(0.0, 1.5);
        List<String> arrangements = new ArrayList<>();
        for (JsonNode each : engine.path("arrangements")) {
          arrangements.add(each.path("callers") + "x" + each.path("threads"));
          assertThat(each.path("tokens_per_second").asDouble()).isLessThanOrEqualTo(speed);
        }
        assertThat(arrangements).containsExactly("1x2", "2x1");
        fastest = Math.max(fastest, speed);
      }
    }
    assertThat(shapes).containsExactly("4x8", "2x32");
    assertThat(json.path("forward_tokens_per_second").asDouble()).isEqualTo(fastest);
  }

  @Test
  void forPeopleItIsATableOfTheFormatAskedFor() {
    CommandRun run =
        bench("--shapes", "4x8", "--seconds", "0.1", "--dtype", "fp32", "--threads", "1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^4x8 +fp32 +1x1 +\\d+ +\\d+ +\\d+ % \\*$")
        .contains("matrix products in fp32: ")
        .doesNotContain("bf16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --shapes 64       | is no shape of a batch; 64x32 is one
          --shapes 0x8      | a batch of 0x8 is empty
          --shapes 4x33     | rows of 33 tokens, but this model takes 32 at most
          --shapes 4x8,4x8  | 4x8 stands twice
          --seconds 0       | --seconds is 0.0
          --seconds -1      | --seconds is -1.0
          """)
  void wrongUsageSaysWhatIsRight(String arguments, String message) {
    CommandRun run = bench(arguments.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void peersTakeABuildThatHasThem() {
    assumeTrue(ServiceLoader.load(Peer.class).findFirst().isEmpty(), "this build has peers");
    CommandRun run = bench("--shapes", "4x8", "--peers");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("error: --peers: ").contains("mvn -B -Ppeers");
  }

  private static CommandRun bench(String... arguments) {
    List<String> all = new ArrayList<>(List.of("bench", "model", "--model", tiny));
    all.addAll(List.of(arguments));
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }
}
