package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Locale;

/** What a demo of learning came to, in words. */
final class DemoAdaptationSummary {

  private DemoAdaptationSummary() {}

  static void print(PrintStream out, JsonNode summary) {
    int texts = summary.path("texts").asInt();
    if (summary.path("promoted").asBoolean()) {
      out.printf(
          Locale.ROOT,
          "%d corrections, and %.0f s later %s served instead of %s.%n",
          summary.path("corrections").asInt(),
          summary.path("seconds_to_live").asDouble(),
          summary.path("live").asText(),
          summary.path("incumbent").asText());
    } else {
      out.printf(
          Locale.ROOT,
          "%d corrections, and after %.0f s the verdict: %s serves on, since %s.%n",
          summary.path("corrections").asInt(),
          summary.path("seconds_to_verdict").asDouble(),
          summary.path("incumbent").asText(),
          summary.path("reason").asText());
    }
    JsonNode before = summary.path("before");
    JsonNode after = summary.path("after");
    if (before.has("f1") && after.has("f1")) {
      out.printf(
          Locale.ROOT,
          "Of the %d entities in %d texts that nobody corrected, it had found %d, and now finds %d; wrong were %d, and now %d (F1 %.3f, %.3f).%n",
          after.path("known").asInt(),
          texts,
          before.path("right").asInt(),
          after.path("right").asInt(),
          before.path("found").asInt() - before.path("right").asInt(),
          after.path("found").asInt() - after.path("right").asInt(),
          before.path("f1").asDouble(),
          after.path("f1").asDouble());
    }
    out.printf(
        Locale.ROOT,
        "%d of the %d are tagged otherwise than before. On the news it was made for: F1 %.3f, then %.3f.%n",
        summary.path("texts_changed").asInt(),
        texts,
        summary.at("/gate/incumbent/golden_f1").asDouble(),
        summary.at("/gate/candidate/golden_f1").asDouble());
    out.printf(
        Locale.ROOT,
        "Meanwhile %d news items were tagged; the longest wait was %.1f s. %d dead letters.%n",
        summary.path("tagged_meanwhile").asInt(),
        summary.path("longest_wait_seconds").asDouble(),
        summary.path("dead_letters").asInt());
    out.printf(
        "%d texts are few: the figures show the way it goes, not how well it will go with yours.%n",
        texts);
  }
}
