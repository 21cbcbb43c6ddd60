package dev.tidemark.model.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.Seeds;
import dev.tidemark.text.EntitySpan;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpanDecoderTest {

  private static TokensBuilder bio() {
    return new TokensBuilder("O", "B-PER", "I-PER", "B-ORG", "I-ORG");
  }

  @Test
  void neighboursOfOneTypeJoinAndAnewBeginsSplits() {
    TokensBuilder tokens =
        bio()
            .word("Ada", "B-PER=0.9")
            .word("Lovelace", "I-PER=0.7")
            .word("Babbage", "B-PER=0.8")
            .word("met", "")
            .word("Intel", "I-ORG=0.6");

    assertThat(decode(tokens, Aggregation.SIMPLE))
        .containsExactly("PER 'Ada Lovelace' 0.80", "PER 'Babbage' 0.80", "ORG 'Intel' 0.60");
  }

  @Test
  void withoutAggregationEveryTokenStandsAloneUnderItsWholeLabel() {
    TokensBuilder tokens =
        bio().word("Ada", "B-PER=0.9").word("Love", "I-PER=0.7").piece("lace", "I-PER=0.6");

    assertThat(decode(tokens, Aggregation.NONE))
        .containsExactly("B-PER 'Ada' 0.90", "I-PER 'Love' 0.70", "I-PER 'lace' 0.60");
  }

  @Test
  void theTokensOfAwordSpeakWithOneVoice() {
    // First: PER 0.5. Most confident: ORG 0.8 of the second. Averages: PER 0.3, ORG 0.4, O 0.3.
    TokensBuilder tokens =
        bio()
            .word("Micro", "B-PER=0.5 B-ORG=0.3")
            .piece("soft", "B-ORG=0.8")
            .piece("ware", "B-PER=0.4 B-ORG=0.1");

    assertThat(decode(tokens, Aggregation.FIRST)).containsExactly("PER 'Microsoftware' 0.50");
    assertThat(decode(tokens, Aggregation.MAX)).containsExactly("ORG 'Microsoftware' 0.80");
    assertThat(decode(tokens, Aggregation.AVERAGE)).containsExactly("ORG 'Microsoftware' 0.40");
    assertThat(decode(tokens, Aggregation.SIMPLE))
        .containsExactly("PER 'Micro' 0.50", "ORG 'soft' 0.80");
    assertThat(decode(tokens, Aggregation.VITERBI)).containsExactly("PER 'Microsoftware' 0.50");
  }

  @Test
  void viterbiGivesOneTypeToAnEntityTheOthersTearApart() {
    TokensBuilder tokens =
        bio()
            .word("Banco", "B-ORG=0.46 B-PER=0.53")
            .word("San", "I-ORG=0.6 B-PER=0.3")
            .piece("tander", "I-PER=0.99")
            .word("said", "");

    assertThat(decode(tokens, Aggregation.FIRST))
        .containsExactly("PER 'Banco' 0.53", "ORG 'Santander' 0.60");
    assertThat(decode(tokens, Aggregation.VITERBI)).containsExactly("ORG 'Banco Santander' 0.53");
  }

  @Test
  void viterbiScoresTheTypeNotThePrefix() {
    TokensBuilder tokens =
        bio().word("Ada", "B-PER=0.6 I-PER=0.3").word("Lovelace", "I-PER=0.4 B-PER=0.3");

    assertThat(decode(tokens, Aggregation.VITERBI)).containsExactly("PER 'Ada Lovelace' 0.80");
  }

  /**
   * Per word: what each scheme says of "Ada Lovelace", "Babbage" and "Intel" next to each other.
   */
  @ParameterizedTest
  @CsvSource({
    "O B-PER I-PER B-ORG I-ORG,                          B-PER I-PER B-PER B-ORG O",
    "O I-PER B-PER I-ORG,                                I-PER I-PER B-PER I-ORG O",
    "O I-PER E-PER I-ORG E-ORG,                          I-PER E-PER E-PER E-ORG O",
    "O B-PER I-PER E-PER S-PER B-ORG I-ORG E-ORG S-ORG,  B-PER E-PER S-PER S-ORG O",
    "O B-PER I-PER L-PER U-PER B-ORG I-ORG L-ORG U-ORG,  B-PER L-PER U-PER U-ORG O"
  })
  void autoReadsEveryScheme(String names, String labels) {
    TokensBuilder tokens = new TokensBuilder(names.split(" ", -1));
    String[] words = {"Ada", "Lovelace", "Babbage", "Intel", "met"};
    String[] said = labels.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      tokens.word(words[i], said[i] + "=0.9");
    }
    tokens.piece("z", "O=1"); // a later token has no say

    assertThat(decode(tokens, Aggregation.AUTO))
        .containsExactly("PER 'Ada Lovelace' 0.90", "PER 'Babbage' 0.90", "ORG 'Intel' 0.90");
  }

  @Test
  void autoMendsWhatTheSchemeForbids() {
    // One word at a time: B-PER, O, E-ORG, of which nothing is an entity in BIOES.
    TokensBuilder tokens =
        new TokensBuilder("O", "B-PER", "I-PER", "E-PER", "S-PER", "B-ORG", "E-ORG", "S-ORG")
            .word("Ada", "B-PER=0.8")
            .word("King", "I-PER=0.4 O=0.5")
            .word("Lovelace", "E-PER=0.4 E-ORG=0.5");

    assertThat(decode(tokens, Aggregation.AUTO)).containsExactly("PER 'Ada King Lovelace' 0.53");
  }

  @Test
  void tagsOfWordsStandAlone() {
    TokensBuilder tokens =
        new TokensBuilder("X", "NOUN", "B-VERB")
            .word("brick", "NOUN=0.9")
            .word("house", "NOUN=0.8")
            .piece("s", "B-VERB=1")
            .word("stand", "B-VERB=0.7");

    assertThat(decode(tokens, Aggregation.AUTO))
        .containsExactly("NOUN 'brick' 0.90", "NOUN 'houses' 0.80", "B-VERB 'stand' 0.70");
  }

  @Test
  void labelsWithoutPrefixJoinWithTheirLike() {
    TokensBuilder tokens =
        new TokensBuilder("O", "PER", "GPE-LOC", "I-FAC-X")
            .word("Ada", "PER=0.9")
            .word("Babbage", "PER=0.7")
            .word("Lima", "GPE-LOC=0.6")
            .word("Rome", "GPE-LOC=0.8")
            .word("Pantheon", "I-FAC-X=0.9");

    // An entity is called what follows the first dash, prefix or not: so does the pipeline.
    assertThat(decode(tokens, Aggregation.SIMPLE))
        .containsExactly("PER 'Ada Babbage' 0.80", "LOC 'Lima Rome' 0.70", "FAC-X 'Pantheon' 0.90");
    assertThat(decode(tokens, Aggregation.NONE)).contains("GPE-LOC 'Lima' 0.60");
  }

  @Test
  void ofEqualLabelsTheFirstIsTaken() {
    TokensBuilder tokens = bio().word("Ada", "B-PER=0.5 B-ORG=0.5");
    assertThat(decode(tokens, Aggregation.SIMPLE)).containsExactly("PER 'Ada' 0.50");
    assertThat(decode(tokens, Aggregation.AVERAGE)).containsExactly("PER 'Ada' 0.50");

    TokensBuilder two = bio().word("Ada", "B-PER=0.75").piece("x", "B-ORG=0.75");
    assertThat(decode(two, Aggregation.MAX)).containsExactly("PER 'Adax' 0.75");
  }

  @ParameterizedTest
  @EnumSource
  void offsetsAreUtf16(Aggregation aggregation) {
    TokensBuilder tokens = bio().word("👩‍🚀", "").word("Žižek", "B-PER=0.9");

    List<EntitySpan> spans =
        new SpanDecoder(tokens.labels(), aggregation).decode(tokens.text(), tokens.build());

    assertThat(spans).singleElement().extracting(EntitySpan::text).isEqualTo("Žižek");
    assertThat(spans.get(0).start()).isEqualTo("👩‍🚀 ".length());
  }

  @ParameterizedTest
  @EnumSource
  void noTokensNoEntities(Aggregation aggregation) {
    TokensBuilder tokens = bio();
    assertThat(decode(tokens, aggregation)).isEmpty();
    assertThat(decode(tokens.word("met", ""), aggregation)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aTextThatStartsInsideAwordStartsOne(Aggregation aggregation) {
    TokensBuilder tokens = bio().piece("lace", "B-PER=0.75");
    assertThat(decode(tokens, aggregation)).hasSize(1).first().asString().contains("'lace' 0.75");
  }

  @Test
  void wordsOfOneTokenAreTheSameToAllStrategies() {
    Random random = Seeds.random("SpanDecoderTest.wordsOfOneTokenAreTheSameToAllStrategies");
    for (int run = 0; run < 200; run++) {
      TokensBuilder tokens = bio().randomWords(1 + random.nextInt(10), random);
      List<EntitySpan> simple = spans(tokens, Aggregation.SIMPLE);
      for (Aggregation other : List.of(Aggregation.FIRST, Aggregation.AVERAGE, Aggregation.MAX)) {
        assertThat(spans(tokens, other)).as("%s, run %d", other, run).isEqualTo(simple);
      }
    }
  }

  @Test
  void scoresOfOtherLabelsAreRefused() {
    SpanDecoder decoder = new SpanDecoder(bio().labels(), Aggregation.SIMPLE);
    ScoredTokens other = new TokensBuilder("O", "PER").word("x", "").build();

    assertThatThrownBy(() -> decoder.decode("x", other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scores of 2 labels, but the label set has 5");
  }

  @Test
  void viterbiIsRefusedWhenBuiltForOtherLabels() {
    assertThatThrownBy(
            () -> new SpanDecoder(new TokensBuilder("O", "PER").labels(), Aggregation.VITERBI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("they follow no one scheme");
  }

  @Test
  void autoGoesByTheLabels() {
    assertThat(Aggregation.AUTO.resolve(new LabelSet(List.of("O", "B-PER", "I-PER"))))
        .isEqualTo(Aggregation.VITERBI);
    assertThat(Aggregation.AUTO.resolve(new LabelSet(List.of("O", "U-PER"))))
        .isEqualTo(Aggregation.VITERBI);
    assertThat(Aggregation.AUTO.resolve(new LabelSet(List.of("NOUN", "VERB"))))
        .isEqualTo(Aggregation.WORD);
    assertThat(Aggregation.AUTO.resolve(new LabelSet(List.of("O", "PER"))))
        .isEqualTo(Aggregation.FIRST);
    assertThat(Aggregation.MAX.resolve(new LabelSet(List.of("O", "B-PER", "I-PER"))))
        .isEqualTo(Aggregation.MAX);
  }

  private static List<EntitySpan> spans(TokensBuilder tokens, Aggregation aggregation) {
    return new SpanDecoder(tokens.labels(), aggregation).decode(tokens.text(), tokens.build());
  }

  /** Each entity as {@code TYPE 'text' score}. */
  private static List<String> decode(TokensBuilder tokens, Aggregation aggregation) {
    return spans(tokens, aggregation).stream().map(span -> describe(span, tokens.text())).toList();
  }

  private static String describe(EntitySpan span, String text) {
    assertThat(span.score()).isBetween(0.0, 1.0);
    assertThat(span.text()).isEqualTo(text.substring(span.start(), span.end()));
    return String.format(Locale.ROOT, "%s '%s' %.2f", span.type(), span.text(), span.score());
  }
}
