package dev.tidemark.inference;

import dev.tidemark.batch.BatchLoop;
import dev.tidemark.batch.BatchRunner;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Windows;
import dev.tidemark.text.FillOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fills the masks of texts with one model: as {@link BatchingTagger}, with a batch loop of its own.
 *
 * <p>Threading notes: {@link #submit} on any thread; the model and the decoding on the batch loop's
 * workers.
 */
public final class BatchingFiller implements AutoCloseable {

  private final ServedFiller model;
  private final MaskToken mask;
  private final int usualTopK;
  private final TextRows rows;
  private final BatchLoop<MaskedRow, List<RankedWords>> loop;

  /**
   * A running filler.
   *
   * @param model stays the caller's, to be closed after this
   * @param settings its aggregation is not used
   */
  public BatchingFiller(ServedFiller model, TaggerSettings settings) {
    this.model = model;
    this.mask = Objects.requireNonNull(model.tokenizer().mask());
    this.usualTopK = settings.fillTopK();
    this.rows = new TextRows(model.tokenizer(), model.filler().maxTokens(), settings);
    this.loop =
        BatchLoop.start(
            "fill-mask",
            settings.limits(),
            settings.workers(),
            settings.maxQueuedTokens(),
            new Runner());
  }

  /** What the model says for a text. */
  String version() {
    return model.version();
  }

  /** The token that stands for a hidden word, as texts spell it. */
  public String maskToken() {
    return mask.text();
  }

  /** Whether a text may hold a mask; a quick look that spares most texts a second tokenizer. */
  boolean mayFill(String text) {
    return text.contains(mask.text());
  }

  /**
   * Hands a text over to be filled with others in one batch.
   *
   * @return completes as {@link Tagger#submit} does; without fills when the text has no mask
   */
  public CompletableFuture<Filling> submit(String text, FillOptions options) {
    Tokens tokens;
    TextMasks masks;
    try {
      tokens = rows.encode(text);
      masks = TextMasks.of(tokens, mask, options, usualTopK, model.vocabulary());
    } catch (UntaggableTextException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (masks == null) {
      return CompletableFuture.completedFuture(new Filling(List.of(), model.version()));
    }
    List<CompletableFuture<List<RankedWords>>> parts = new ArrayList<>();
    for (Windows.Window window : rows.windows(tokens)) {
      MaskedRow row = rows.row(tokens, window, masks);
      if (row.masks() != null) { // the other windows have nothing to say
        parts.add(loop.submit(row, row.tokens().length));
      }
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .handle((ignored, failure) -> finish(text, tokens, masks, parts, failure));
  }

  /** What has been submitted by now is due at once. */
  void hurry() {
    loop.hurry();
  }

  /** Whether it still answers; once dead it stays so. */
  boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public void close() {
    loop.close();
  }

  private Filling finish(
      String text,
      Tokens tokens,
      TextMasks masks,
      List<CompletableFuture<List<RankedWords>>> parts,
      @Nullable Throwable failure) {
    if (failure != null) {
      throw ModelFailures.judged(failure);
    }
    List<RankedWords> answers = parts.stream().flatMap(part -> part.join().stream()).toList();
    return new Filling(masks.fills(text, tokens, answers, model.vocabulary()), model.version());
  }

  private final class Runner implements BatchRunner<MaskedRow, List<RankedWords>> {

    @Override
    public List<List<RankedWords>> run(List<MaskedRow> batch) {
      TokenBatch tokens =
          TokenBatch.pad(
              batch.stream().map(MaskedRow::tokens).toList(), model.filler().padTokenId());
      MaskQuery query =
          Objects.requireNonNull(
              MaskQuestions.of(batch, tokens.length(), model.filler().vocabularySize()));
      return MaskQuestions.answers(batch, query, model.filler().fill(tokens, query));
    }

    @Override
    public boolean isOutOfMemory(Throwable failure) {
      return ModelFailures.isOutOfMemory(failure);
    }
  }
}
