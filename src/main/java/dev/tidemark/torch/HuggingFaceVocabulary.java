package dev.tidemark.torch;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.CodePoints;
import dev.tidemark.model.token.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary in a {@code tokenizer.json}, decoded by Hugging Face's own library. Usable while
 * its {@link HuggingFaceTokens} is open.
 */
final class HuggingFaceVocabulary implements Vocabulary {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HuggingFaceTokenizer tokenizer;
  private final byte[] json;

  /** Words that the model has weights for; a tokenizer may have been given more. */
  private final int size;

  /** Read when somebody looks a word up: few do, and it takes as long as loading the weights. */
  private volatile @Nullable Pieces pieces;

  /**
   * What the file says of words.
   *
   * @param ids of tokens, by their spelling in the file
   * @param unknown what the tokenizer makes of a word that it does not know; null where it knows
   *     every one
   */
  private record Pieces(Map<String, Integer> ids, @Nullable Integer unknown) {}

  HuggingFaceVocabulary(HuggingFaceTokenizer tokenizer, Checkpoint checkpoint) {
    this.tokenizer = tokenizer;
    this.json = Objects.requireNonNull(checkpoint.tokenizerFiles().get(Checkpoint.TOKENIZER));
    this.size = checkpoint.config().vocabSize();
  }

  @Override
  public OptionalInt find(String word) {
    Pieces known = pieces();
    Integer spelt = known.ids.get(word);
    // In a byte-level vocabulary 'é' is not the word but a byte, and no word on its own.
    if (spelt != null && !text(spelt).contains("\uFFFD")) {
      return known(spelt);
    }
    long[] tokens = tokenizer.encode(CodePoints.withoutLoneSurrogates(word), false, false).getIds();
    if (tokens.length != 1 || (known.unknown != null && tokens[0] == known.unknown)) {
      return OptionalInt.empty();
    }
    return known(Math.toIntExact(tokens[0]));
  }

  private OptionalInt known(int token) {
    return token < size ? OptionalInt.of(token) : OptionalInt.empty();
  }

  @Override
  public String text(int token) {
    return tokenizer.decode(new long[] {token}, false).strip();
  }

  /** Threads that come at the same time may each read it: they read the same. */
  private Pieces pieces() {
    Pieces read = pieces;
    if (read == null) {
      try {
        JsonNode file = JSON.readTree(json);
        Map<String, Integer> ids = ids(file.path("model").path("vocab"), file.path("added_tokens"));
        read = new Pieces(ids, unknown(file.path("model"), ids));
      } catch (IOException e) {
        throw new UncheckedIOException(e); // it has been read before
      }
      pieces = read;
    }
    return read;
  }

  /** WordPiece and BPE map pieces to ids; Unigram lists pieces with their scores. */
  private static Map<String, Integer> ids(JsonNode vocab, JsonNode added) {
    Map<String, Integer> ids = new HashMap<>(vocab.size() * 4 / 3 + 16);
    if (vocab.isObject()) {
      vocab.properties().forEach(piece -> ids.put(piece.getKey(), piece.getValue().asInt()));
    } else {
      for (int id = 0; id < vocab.size(); id++) {
        ids.put(vocab.get(id).path(0).asText(), id);
      }
    }
    added.forEach(token -> ids.put(token.path("content").asText(), token.path("id").asInt()));
    return ids;
  }

  private static @Nullable Integer unknown(JsonNode model, Map<String, Integer> ids) {
    return model.path("unk_id").isInt()
        ? Integer.valueOf(model.path("unk_id").asInt())
        : ids.get(model.path("unk_token").asText(""));
  }
}
