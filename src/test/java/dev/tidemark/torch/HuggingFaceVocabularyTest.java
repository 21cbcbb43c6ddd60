package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Vocabulary;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyTokenizers;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Which words are tokens, and how tokens read. */
class HuggingFaceVocabularyTest {

  private static final OptionalInt NONE = OptionalInt.empty();

  private interface Look {
    void at(Vocabulary vocabulary);
  }

  @Test
  void wordPiecesAreFoundAsSpeltOrAsTheTokenizerWritesThem() {
    with(
        TinyBert.tokenizer(),
        TinyBert.VOCABULARY.size(),
        words -> {
          for (String known : new String[] {"paris", "##lace", "[MASK]", "7", ",", "the"}) {
            int id = TinyBert.VOCABULARY.indexOf(known);
            assertThat(words.find(known)).as(known).hasValue(id);
            assertThat(words.text(id)).isEqualTo(known);
          }
          assertThat(words.find(" Paris ")).hasValue(TinyBert.VOCABULARY.indexOf("paris"));
          for (String unknown :
              new String[] {"", " ", "london", "ada paris", "lovelace", "東", "\uD83D", "😀"}) {
            assertThat(words.find(unknown)).as("'%s'", unknown).isEqualTo(NONE);
          }
        });
  }

  /** In a byte-level vocabulary a word after a blank is another token than at the beginning. */
  @Test
  void bytePairsTellAWordFromAWordAfterABlank() {
    ObjectNode file = TinyTokenizers.bpe(true);
    with(
        file,
        400,
        words -> {
          int bare = file.at("/model/vocab/Paris").asInt();
          int afterBlank = file.at("/model/vocab/ĠParis").asInt();
          assertThat(words.find("Paris")).hasValue(bare);
          assertThat(words.find(" Paris")).hasValue(afterBlank);
          assertThat(words.find("ĠParis")).hasValue(afterBlank);
          assertThat(words.text(bare)).isEqualTo("Paris");
          assertThat(words.text(afterBlank)).isEqualTo("Paris");
          assertThat(words.find("<mask>")).hasValue(4);
          assertThat(words.find("London")).isEqualTo(NONE);
          assertThat(words.find("é")).as("two bytes, so two tokens").isEqualTo(NONE);
        });
  }

  @Test
  void sentencePiecesAreFoundWithoutTheirMark() {
    ObjectNode file = TinyTokenizers.unigram(false);
    with(
        file,
        400,
        words -> {
          assertThat(words.find("Paris")).hasValue(5);
          assertThat(words.find("▁Paris")).hasValue(5);
          assertThat(words.text(5)).isEqualTo("Paris");
          assertThat(words.find("東京")).hasValue(6);
          assertThat(words.find("Łódź")).isEqualTo(NONE);
          assertThat(words.find("London")).isEqualTo(NONE);
        });
  }

  /** A tokenizer may have been given words that the model has no weights for. */
  @Test
  void aTokenWithoutWeightsIsUnknown() {
    int last = TinyBert.VOCABULARY.size() - 1;
    with(
        TinyBert.tokenizer(),
        last,
        words -> {
          assertThat(TinyBert.VOCABULARY.get(last)).isEqualTo("met");
          assertThat(words.find("met")).isEqualTo(NONE);
          assertThat(words.find("Met")).isEqualTo(NONE);
          assertThat(words.find("paris")).hasValue(last - 1);
        });
  }

  private static void with(ObjectNode tokenizer, int vocabSize, Look look) {
    Checkpoint sound = TinyBert.ofSeed(1).withVocabSize(vocabSize).checkpoint();
    Checkpoint checkpoint =
        new Checkpoint(
            sound.config(),
            sound.tensors(),
            Map.of(Checkpoint.TOKENIZER, TinyTokenizers.bytes(tokenizer)));
    try (HuggingFaceTokens tokens = HuggingFaceTokens.of(checkpoint)) {
      look.at(tokens.vocabulary(checkpoint));
    }
  }
}
