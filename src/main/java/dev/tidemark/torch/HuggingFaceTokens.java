package dev.tidemark.torch;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.token.CodePoints;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.WordTokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A checkpoint's {@code tokenizer.json}, run by Hugging Face's own library. */
public final class HuggingFaceTokens implements Tokenizer {

  /**
   * The file may ask for truncation and padding of its own (MiniLM's does); Tidemark cuts and fills
   * itself.
   */
  private static final Map<String, String> AS_IT_STANDS =
      Map.of("truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD");

  private final HuggingFaceTokenizer tokenizer;
  private final SpecialTokens special;

  private HuggingFaceTokens(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.special = special(tokenizer);
  }

  /** Loads the tokenizer of a checkpoint. */
  public static HuggingFaceTokens of(Checkpoint checkpoint) {
    byte[] json = Objects.requireNonNull(checkpoint.tokenizerFiles().get(Checkpoint.TOKENIZER));
    try {
      return new HuggingFaceTokens(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), AS_IT_STANDS));
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException("tokenizer.json cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public Tokens encode(String text) {
    String sound = CodePoints.withoutLoneSurrogates(text);
    Encoding encoding = tokenizer.encode(sound, false, false);
    int[] ids = ints(encoding.getIds());
    CharSpan[] spans = encoding.getCharTokenSpans();
    long[] words = encoding.getWordIds();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    boolean[] subword = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      starts[i] = spans[i].getStart();
      ends[i] = spans[i].getEnd();
      subword[i] = i > 0 && words[i] >= 0 && words[i] == words[i - 1];
    }
    CodePoints.toUtf16(sound, starts, ends);
    return new Tokens(ids, starts, ends, subword);
  }

  @Override
  public WordTokens encodeWords(List<String> words) {
    String[] sound = words.stream().map(CodePoints::withoutLoneSurrogates).toArray(String[]::new);
    Encoding encoding = tokenizer.encode(sound, false, false);
    return new WordTokens(ints(encoding.getIds()), ints(encoding.getWordIds()));
  }

  @Override
  public SpecialTokens special() {
    return special;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** What the tokenizer's template puts around a sequence, seen on a word of one token or more. */
  private static SpecialTokens special(HuggingFaceTokenizer tokenizer) {
    int[] bare = ints(tokenizer.encode("a", false, false).getIds());
    int[] wrapped = ints(tokenizer.encode("a", true, false).getIds());
    for (int at = 0; at + bare.length <= wrapped.length; at++) {
      if (Arrays.equals(bare, Arrays.copyOfRange(wrapped, at, at + bare.length))) {
        return new SpecialTokens(
            Arrays.copyOf(wrapped, at),
            Arrays.copyOfRange(wrapped, at + bare.length, wrapped.length));
      }
    }
    throw new CheckpointException(
        "tokenizer.json changes a text's own tokens when it adds special ones");
  }

  private static int[] ints(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(values[i]);
    }
    return ints;
  }
}
