package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Report;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.inference.TaggerCounts;
import java.io.PrintStream;
import java.util.Locale;

/**
 * What a demo did.
 *
 * @param in records sent to the input topic
 * @param tagged records read back from {@code tagged}, committed
 * @param deadLetters records read back from {@code dead-letters}, committed
 * @param entities in the tagged records
 * @param tokens of their texts, special tokens left out
 * @param seconds from the first record sent to the last read back
 * @param model version that tagged
 * @param device where it ran
 * @param partitions of the topics
 * @param batches the model computed
 * @param paddingShare share of computed tokens that was padding
 * @param modelSeconds of the {@code seconds} in which the model was computing
 */
record DemoSummary(
    long in,
    long tagged,
    long deadLetters,
    long entities,
    long tokens,
    double seconds,
    String model,
    String device,
    int partitions,
    long batches,
    double paddingShare,
    double modelSeconds)
    implements Report {

  static DemoSummary of(
      long in,
      long tagged,
      long deadLetters,
      long entities,
      double seconds,
      LoadedTagger loaded,
      int partitions) {
    TaggerCounts counts = loaded.tagger().counts();
    return new DemoSummary(
        in,
        tagged,
        deadLetters,
        entities,
        counts.tokens(),
        seconds,
        loaded.model().version(),
        loaded.device(),
        partitions,
        counts.batches(),
        counts.paddingShare(),
        counts.modelSeconds());
  }

  double tokensPerSecond() {
    return seconds > 0 ? tokens / seconds : 0;
  }

  @Override
  public ObjectNode json() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("records_in", in).put("records_tagged", tagged).put("dead_letters", deadLetters);
    node.put("entities", entities).put("tokens", tokens).put("seconds", seconds);
    node.put("tokens_per_second", tokensPerSecond()).put("model", model).put("device", device);
    node.put("partitions", partitions).put("batches", batches).put("padding_share", paddingShare);
    return node.put("model_seconds", modelSeconds);
  }

  @Override
  public void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%n%,d records in, %,d tagged, %,d dead letters; %,d entities%n",
        in,
        tagged,
        deadLetters,
        entities);
    out.printf(
        Locale.ROOT,
        "%,d tokens in %.1f s: %,.0f tokens/s by %s on %s (%d partitions, %d batches, %.1f %% padding)%n",
        tokens,
        seconds,
        tokensPerSecond(),
        model,
        device,
        partitions,
        batches,
        100 * paddingShare);
  }
}
