package dev.tidemark.app.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import java.util.Locale;

/**
 * What an ingest has done, for people and for programs.
 *
 * @param text one line
 * @param json one object
 */
record IngestSummary(String text, ObjectNode json) {

  static IngestSummary of(JsonLinesCounts counts, long beganNanos) {
    double seconds = seconds(beganNanos);
    return new IngestSummary(
        String.format(
            Locale.ROOT,
            "%,d texts sent, %,d bad lines in dead-letters, %,d lines sent before; %.1f s",
            counts.texts(),
            counts.badLines(),
            counts.skipped(),
            seconds),
        Json.MAPPER
            .createObjectNode()
            .put("lines", counts.lines())
            .put("texts", counts.texts())
            .put("bad_lines", counts.badLines())
            .put("skipped", counts.skipped())
            .put("seconds", seconds));
  }

  static IngestSummary of(int feeds, FeedCounts counts, long beganNanos) {
    double seconds = seconds(beganNanos);
    return new IngestSummary(
        String.format(
            Locale.ROOT,
            "%,d texts sent from %,d feeds; %,d requests, %,d unchanged, %,d failed; %.1f s",
            counts.texts(),
            feeds,
            counts.requests(),
            counts.notModified(),
            counts.failures(),
            seconds),
        Json.MAPPER
            .createObjectNode()
            .put("feeds", feeds)
            .put("requests", counts.requests())
            .put("not_modified", counts.notModified())
            .put("failures", counts.failures())
            .put("texts", counts.texts())
            .put("rejects", counts.rejects())
            .put("seconds", seconds));
  }

  private static double seconds(long beganNanos) {
    return Math.round((System.nanoTime() - beganNanos) / 1e6) / 1e3;
  }
}
