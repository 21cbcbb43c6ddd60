package dev.tidemark.torch;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.token.Casing;
import dev.tidemark.model.token.CodePoints;
import dev.tidemark.model.token.InputToken;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.TokenSpans;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Vocabulary;
import dev.tidemark.model.token.WordTokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A checkpoint's {@code tokenizer.json}, run by Hugging Face's own library. */
public final class HuggingFaceTokens implements Tokenizer {

  /**
   * The file may ask for truncation and padding of its own (MiniLM's does); Tidemark cuts and fills
   * itself.
   */
  private static final Map<String, String> AS_IT_STANDS =
      Map.of("truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD");

  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerFile file;
  private final SpecialTokens special;
  private final @Nullable MaskToken mask;

  /** Whether a token carries its word's casing as its type, see {@link Casing}. */
  private final boolean casing;

  private HuggingFaceTokens(HuggingFaceTokenizer tokenizer, TokenizerFile file, boolean casing) {
    this.tokenizer = tokenizer;
    this.file = file;
    this.casing = casing;
    this.special = special(tokenizer);
    this.mask = mask(tokenizer, file.masks());
  }

  /** The vocabulary of the checkpoint that this was loaded from. */
  public Vocabulary vocabulary(Checkpoint checkpoint) {
    return new HuggingFaceVocabulary(tokenizer, checkpoint);
  }

  /** Loads the tokenizer of a checkpoint. */
  public static HuggingFaceTokens of(Checkpoint checkpoint) {
    byte[] json = Objects.requireNonNull(checkpoint.tokenizerFiles().get(Checkpoint.TOKENIZER));
    try {
      return new HuggingFaceTokens(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), AS_IT_STANDS),
          TokenizerFile.of(checkpoint.tokenizerFiles()),
          checkpoint.config().casing());
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
    TokenSpans.trim(sound, starts, ends, subword);
    if (file.joinsPunctuation()) {
      TokenSpans.splitWords(sound, starts, ends, subword);
    }
    if (casing) {
      addTypes(ids, 0, Casing.of(sound, starts, ends));
    }
    return new Tokens(ids, starts, ends, subword);
  }

  @Override
  public WordTokens encodeWords(List<String> words) {
    String[] sound = words.stream().map(CodePoints::withoutLoneSurrogates).toArray(String[]::new);
    for (int word = 1; word < sound.length && file.blankBeforeWords(); word++) {
      sound[word] = " " + sound[word];
    }
    Encoding encoding = tokenizer.encode(sound, false, false);
    int[] ids = ints(encoding.getIds());
    int[] owners = ints(encoding.getWordIds());
    if (casing) {
      CharSpan[] spans = encoding.getCharTokenSpans();
      for (int from = 0, to; from < ids.length; from = to) {
        to = from + 1;
        while (to < ids.length && owners[to] == owners[from]) {
          to++;
        }
        addWordTypes(sound[owners[from]], ids, from, to, spans);
      }
    }
    return new WordTokens(ids, owners);
  }

  /** Offsets in words that somebody else has cut count from the start of each word. */
  private static void addWordTypes(String word, int[] ids, int from, int to, CharSpan[] spans) {
    int[] starts = new int[to - from];
    int[] ends = new int[to - from];
    for (int i = from; i < to; i++) {
      starts[i - from] = spans[i].getStart();
      ends[i - from] = spans[i].getEnd();
    }
    CodePoints.toUtf16(word, starts, ends);
    addTypes(ids, from, Casing.of(word, starts, ends));
  }

  private static void addTypes(int[] ids, int from, int[] types) {
    for (int i = 0; i < types.length; i++) {
      ids[from + i] = InputToken.of(ids[from + i], types[i]);
    }
  }

  @Override
  public SpecialTokens special() {
    return special;
  }

  @Override
  public @Nullable MaskToken mask() {
    return mask;
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

  /** The first of these spellings that the tokenizer leaves in one piece. */
  private static @Nullable MaskToken mask(HuggingFaceTokenizer tokenizer, List<String> spellings) {
    for (String spelled : spellings) {
      Encoding encoding = tokenizer.encode(spelled, false, false);
      int at = Arrays.asList(encoding.getTokens()).indexOf(spelled);
      if (at >= 0) {
        return new MaskToken(Math.toIntExact(encoding.getIds()[at]), spelled);
      }
    }
    return null;
  }

  private static int[] ints(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(values[i]);
    }
    return ints;
  }
}
