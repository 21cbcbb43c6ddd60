package dev.tidemark.model.span;

import dev.tidemark.model.LabelSet;
import dev.tidemark.text.EntitySpan;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the label probabilities of one text of {@value #TOKENS} tokens to its entities. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SpanDecoderBenchmark {

  private static final int TOKENS = 64;
  private static final int TOKEN_LETTERS = 5;

  private static final LabelSet LABELS =
      new LabelSet(
          List.of("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"));

  @Param({"viterbi", "first", "average"})
  public String aggregation = "viterbi";

  private final String text = "word ".repeat(TOKENS);
  private final ScoredTokens tokens = tokens(new Random(1));
  private SpanDecoder decoder = new SpanDecoder(LABELS, Aggregation.VITERBI);

  @Setup
  public void choose() {
    decoder =
        new SpanDecoder(
            LABELS, Aggregation.valueOf(aggregation.toUpperCase(java.util.Locale.ROOT)));
  }

  @Benchmark
  public List<EntitySpan> decode() {
    return decoder.decode(text, tokens);
  }

  /** Three of four tokens are in no entity, one of five continues a word: about as in news. */
  private static ScoredTokens tokens(Random random) {
    int[] starts = new int[TOKENS];
    int[] ends = new int[TOKENS];
    boolean[] subword = new boolean[TOKENS];
    float[] scores = new float[TOKENS * LABELS.size()];
    for (int token = 0; token < TOKENS; token++) {
      starts[token] = token * TOKEN_LETTERS;
      ends[token] = starts[token] + TOKEN_LETTERS - 1;
      subword[token] = random.nextInt(5) == 0;
      int sure = random.nextInt(4) > 0 ? 0 : random.nextInt(LABELS.size());
      for (int label = 0; label < LABELS.size(); label++) {
        scores[token * LABELS.size() + label] = label == sure ? 0.92f : 0.01f;
      }
    }
    return new ScoredTokens(starts, ends, subword, scores, LABELS.size());
  }
}
