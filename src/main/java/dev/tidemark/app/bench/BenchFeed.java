package dev.tidemark.app.bench;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.feed.TextLine;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Windows;
import dev.tidemark.stream.BrokenInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feed in memory, with what is known of it beforehand.
 *
 * @param values records as they go to Kafka
 * @param tokens of each record's text, special tokens left out
 * @param rows what the model computes for them: windows with special tokens around
 */
record BenchFeed(List<byte[]> values, int[] tokens, List<int[]> rows) {

  /** Windows as long as model and settings allow, without overlap: ideal. */
  static BenchFeed read(
      @Nullable String feed, InputStream standardInput, ServedModel model, Configuration settings)
      throws IOException {
    Tokenizer tokenizer = model.tokenizer();
    int maxTokens = Math.min(settings.get(Settings.WINDOW_TOKENS), model.classifier().maxTokens());
    List<byte[]> values = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    List<int[]> rows = new ArrayList<>();
    int content = maxTokens - tokenizer.special().count();
    try (TextFeed items = TextFeed.open(feed, standardInput)) {
      TextFeed.Item item;
      while ((item = items.next()) != null) {
        Tokens encoded;
        try {
          encoded = tokenizer.encode(TextLine.read(item.value()).text());
        } catch (BrokenInputException e) {
          continue; // what becomes of it is the guarantees' matter, not that of speed
        }
        values.add(item.value());
        tokens.add(encoded.size());
        for (Windows.Window window : Windows.cut(encoded.size(), content, 0)) {
          rows.add(tokenizer.special().wrap(encoded.ids(), window.from(), window.to()));
        }
      }
    }
    if (values.isEmpty()) {
      throw new UsageException("the feed has no record with a text");
    }
    return new BenchFeed(values, tokens.stream().mapToInt(Integer::intValue).toArray(), rows);
  }

  int size() {
    return values.size();
  }

  double meanTokens() {
    return Arrays.stream(tokens).average().orElseThrow();
  }

  /** Batches of like length, as full as the budget allows: what no stream can do better. */
  List<List<int[]>> idealBatches(int budget) {
    List<int[]> sorted =
        rows.stream().sorted(Comparator.comparingInt((int[] row) -> row.length)).toList();
    List<List<int[]>> batches = new ArrayList<>();
    List<int[]> batch = new ArrayList<>();
    for (int[] row : sorted) {
      if (!batch.isEmpty() && row.length * (batch.size() + 1) > budget) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(row);
    }
    batches.add(batch);
    return batches;
  }
}
