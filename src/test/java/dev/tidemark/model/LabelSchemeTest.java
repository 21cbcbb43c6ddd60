package dev.tidemark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSchemeTest {

  @ParameterizedTest
  @CsvSource({
    "O B-PER I-PER,               BIO",
    "O B-PER,                     BIO",
    "B-PER I-PER,                 BIO",
    "O B-PER-OLD I-PER-OLD,       BIO",
    "O B I,                       BIO",
    "O,                           BIO",
    "O I-PER,                     IOB1",
    "O B-LOC I-LOC I-PER,         IOB1",
    "O I-PER E-PER,               IOE2",
    "O E-PER,                     IOE2",
    "O B-PER I-PER E-PER S-PER,   BIOES",
    "O S-PER,                     BIOES",
    "O B-PER E-PER,               BIOES",
    "O B-PER I-PER L-PER U-PER,   BILOU",
    "O U-PER,                     BILOU",
    "NOUN VERB,                   NONE",
    "O PER LOC,                   NONE",
    "S E B V,                     NONE",
    "S E B NOUN,                  NONE",
    "S E B-PER,                   NONE",
    "O B-PER I-PER GPE,           NONE",
    "O B-PER L-PER E-PER,         NONE",
    "INTJ BI-PER,                 NONE"
  })
  void theNamesOfTheLabelsTellTheScheme(String labels, LabelScheme scheme) {
    assertThat(LabelScheme.of(words(labels))).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({
    "O B-PER I-PER / B-LOC,            BIO",
    "I-PER I-PER O / I-LOC B-LOC,      IOB1",
    "I-PER O B-PER,                    BIO", // broken in either
    "I-PER E-PER O E-LOC,              IOE2",
    "I-PER E-PER I-PER O I-LOC,        IOE1",
    "I-PER O E-PER,                    IOE2", // broken in either
    "B-PER E-PER S-LOC,                BIOES",
    "NOUN VERB,                        NONE",
    "O O,                              BIO"
  })
  void theSequencesTellSchemesThatShareTheirLabels(String sentences, LabelScheme scheme) {
    assertThat(
            LabelScheme.ofSequences(
                Arrays.stream(sentences.split(" / ", -1)).map(LabelSchemeTest::words).toList()))
        .isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({
    "BIO,   B-PER, I-PER",
    "BIO,   I-PER, I-PER",
    "BIO,   O,     O",
    "IOB1,  B-PER, I-PER",
    "IOB1,  I-PER, I-PER",
    "IOE1,  I-PER, I-PER",
    "IOE1,  E-PER,",
    "IOE2,  I-PER, I-PER",
    "IOE2,  E-PER,",
    "BIOES, B-PER, I-PER",
    "BIOES, I-PER, I-PER",
    "BIOES, E-PER,",
    "BIOES, S-PER,",
    "BILOU, L-PER,",
    "BILOU, U-PER,",
    "BIO,   B,     I",
    "NONE,  NOUN,  NOUN"
  })
  void aWordGoesOnWhereItsLabelLetsIt(LabelScheme scheme, String label, String next) {
    assertThat(scheme.continuation(label).orElse(null)).isEqualTo(next);
  }

  private static List<String> words(String spaced) {
    return List.of(spaced.split(" ", -1));
  }
}
