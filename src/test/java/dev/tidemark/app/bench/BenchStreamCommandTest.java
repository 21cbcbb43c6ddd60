package dev.tidemark.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStreamCommandTest {

  @TempDir private Path folder;

  /** What the figures are depends on the machine; that they belong together does not. */
  @Test
  @Tag("slow")
  void everyFigureIsThereAndTheyBelongTogether() throws IOException {
    TinyBert.ofSeed(1).withMaxPositions(64).write(folder.resolve("tiny"), "bert.");
    CommandRun run =
        CommandRun.of(
            folder,
            new byte[0],
            "bench",
            "stream",
            "--model",
            folder.resolve("tiny").toString(),
            "--rounds",
            "1",
            "--seconds",
            "1",
            "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode said = run.json();
    double tokens = said.path("tokens_per_second").asDouble();
    assertThat(tokens).isPositive();
    assertThat(
            said.path("records_per_second").asDouble() * said.path("record_tokens_mean").asDouble())
        .as("records times their tokens")
        .isBetween(0.7 * tokens, 1.3 * tokens);
    assertThat(
            said.path("share_of_raw").asDouble()
                * said.path("raw_model_tokens_per_second").asDouble())
        .isBetween(0.99 * tokens, 1.01 * tokens);
    assertThat(
            said.path("speedup_over_naive").asDouble()
                * said.path("naive_tokens_per_second").asDouble())
        .isBetween(0.99 * tokens, 1.01 * tokens);
    assertThat(said.path("padding_share").asDouble()).isBetween(0.0, 0.5);
    assertThat(said.path("batch_tokens_mean").asDouble())
        .isBetween(1.0, said.path("budget").asDouble());
    for (String load : new String[] {"half_load", "half_load_more_partitions"}) {
      JsonNode half = said.path(load);
      assertThat(half.path("p50_ms").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(half.path("p99_ms").asDouble());
      assertThat(half.path("since_sent_p99_ms").asDouble())
          .isLessThanOrEqualTo(half.path("until_committed_p99_ms").asDouble());
      assertThat(half.path("batch_ms_mean").asDouble()).isPositive();
    }
    double cpu =
        StreamSupport.stream(said.path("cpu_seconds").spliterator(), false)
            .mapToDouble(JsonNode::asDouble)
            .sum();
    assertThat(cpu).isPositive();
    assertThat(said.at("/cpu_seconds/stream").asDouble()).isPositive();
    assertThat(said.at("/cpu_seconds/model").asDouble()).isPositive();
  }

  @Test
  void whatCannotBeIsSaidBeforeAnythingIsLoaded() {
    CommandRun run =
        CommandRun.of(folder, new byte[0], "bench", "stream", "--feed", "no-such-feed.jsonl");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("there is no feed no-such-feed.jsonl");
    assertThat(CommandRun.of(folder, new byte[0], "bench", "stream", "--rounds", "0").err())
        .contains("--rounds 0: must be from 1 to 100");
  }
}
