package dev.tidemark.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.bench.NativeMemory;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench swap} and {@code bench adapt} on a tiny model: the figures belong together. */
@Tag("broker")
class BenchSwapCommandTest {

  @TempDir private Path folder;

  @Test
  @Tag("slow")
  void throughputAndMemoryOfSwapsAreTold() throws IOException {
    JsonNode said = run("swap", "--rounds", "1", "--seconds", "3", "--every", "1", "--swaps", "6");

    double share = said.path("share_of_throughput").asDouble();
    assertThat(share).isPositive();
    assertThat(share * said.path("tokens_per_second").asDouble())
        .isBetween(
            0.99 * said.path("tokens_per_second_swapping").asDouble(),
            1.01 * said.path("tokens_per_second_swapping").asDouble());
    assertThat(said.path("swaps_under_load").asInt()).isGreaterThanOrEqualTo(2);
    JsonNode seconds = said.path("swap_seconds");
    for (String part : new String[] {"fetch", "load", "trial"}) {
      assertThat(seconds.path(part).asDouble())
          .as(part)
          .isPositive()
          .isLessThan(seconds.path("all").asDouble() + 1);
    }
    if (NativeMemory.isKnown()) {
      JsonNode memory = said.path("native_megabytes");
      assertThat(memory.path("all")).hasSize(7);
      assertThat(memory.path("settled_after").asInt()).isEqualTo(5);
      assertThat(memory.path("last_after").asInt()).isEqualTo(6);
      assertThat(memory.path("growth").asDouble()).isBetween(-0.5, 0.5);
    }
  }

  @Test
  @Tag("slow")
  void throughputBesideATrainingAndItsQueueAreTold() throws IOException {
    JsonNode said = run("adapt", "--rounds", "1", "--seconds", "2", "--pace", "0.5");

    assertThat(said.path("share_of_throughput").asDouble()).isPositive();
    assertThat(said.path("pace").asDouble()).isEqualTo(0.5);
    assertThat(said.at("/lag/records_per_second").asDouble()).isPositive();
    assertThat(said.at("/lag/at_end_of_training").asInt()).isNotNegative();
    assertThat(said.path("lag").has("recovery_seconds")).isTrue();
  }

  @Test
  void whatCannotBeIsSaidBeforeAnythingIsLoaded() {
    assertThat(CommandRun.of(folder, new byte[0], "bench", "swap", "--every", "0").err())
        .contains("--every 0: must be from 1 to 3600");
    assertThat(CommandRun.of(folder, new byte[0], "bench", "adapt", "--pace", "2").err())
        .contains("tidemark.adaptation.pace");
  }

  private JsonNode run(String what, String... options) throws IOException {
    TinyBert.ofSeed(1).withMaxPositions(64).write(folder.resolve("tiny"), "bert.");
    List<String> all =
        new ArrayList<>(
            List.of("bench", what, "--model", folder.resolve("tiny").toString(), "--json"));
    all.addAll(Arrays.asList(options));
    CommandRun run = CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.json();
  }
}
