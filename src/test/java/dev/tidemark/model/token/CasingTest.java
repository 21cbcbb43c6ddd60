package dev.tidemark.model.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CasingTest {

  @ParameterizedTest
  @CsvSource({
    "may, 0", "2026, 0", "東京, 0", "x1, 0", "May, 1", "A, 1", "Žižek, 1", "Ǆ, 1", "May2, 1",
    "NATO, 2", "G20S, 2", "ÉTÉ, 2", "𝔸𝔹, 2", "iPhone, 3", "McDonald, 3", "MPs, 3", "uK, 3",
        "4x4X, 3",
  })
  void aWordOfOneToken(String word, int type) {
    assertThat(Casing.of(word, new int[] {0}, new int[] {word.length()})).containsExactly(type);
  }

  @Test
  void everyPieceSaysWhatItsWordSays() {
    // Jean|-|Lu|c’|s| |AB|C
    assertThat(
            Casing.of(
                "Jean-Luc’s ABC",
                new int[] {0, 4, 5, 7, 8, 9, 11, 13},
                new int[] {4, 5, 7, 8, 9, 10, 13, 14}))
        .containsExactly(1, 0, 1, 1, 0, 0, 2, 2);
  }

  /** However the text is cut into tokens: as if each word were looked up by itself. */
  @Test
  void anyCutOfAnyTextIsSeenAlike() {
    Random random = Seeds.random("CasingTest.anyCutOfAnyTextIsSeenAlike");
    List<String> pieces =
        List.of("a", "B", "é", "É", "e\u0301", "7", " ", ".", "-", "’", "東", "𝔸", "😀", "ß", "ʼ");
    for (int run = 0; run < 2000; run++) {
      StringBuilder built = new StringBuilder();
      List<Integer> cuts = new ArrayList<>(List.of(0));
      for (int i = 1 + random.nextInt(12); i > 0; i--) {
        built.append(pieces.get(random.nextInt(pieces.size())));
        if (random.nextBoolean()) {
          cuts.add(built.length());
        }
      }
      String text = built.toString();
      List<Integer> starts = new ArrayList<>();
      List<Integer> ends = new ArrayList<>();
      for (int i = 0; i + 1 < cuts.size(); i++) {
        if (staysWithinAWord(text.substring(cuts.get(i), cuts.get(i + 1)))) {
          starts.add(cuts.get(i));
          ends.add(cuts.get(i + 1));
        }
      }
      int[] types = Casing.of(text, ints(starts), ints(ends));
      for (int i = 0; i < types.length; i++) {
        assertThat(types[i])
            .as("token %d-%d of %s", starts.get(i), ends.get(i), text)
            .isEqualTo(lookedUp(text, starts.get(i)));
      }
    }
  }

  @Test
  void aWordOfTwoMillionLettersTakesOnePass() {
    String text = "X".repeat(2_000_000);
    int[] starts = new int[text.length()];
    int[] ends = new int[text.length()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i;
      ends[i] = i + 1;
    }
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(Casing.of(text, starts, ends)).containsOnly(Casing.UPPER));
  }

  @Test
  void anInputTokenHoldsIdAndType() {
    for (int id : new int[] {0, 101, 30_521, 250_001, (1 << 24) - 1}) {
      assertThat(InputToken.of(id, 0)).isEqualTo(id);
      for (int type = 0; type < Casing.TYPES; type++) {
        assertThat(InputToken.id(InputToken.of(id, type))).isEqualTo(id);
        assertThat(InputToken.type(InputToken.of(id, type))).isEqualTo(type);
      }
    }
  }

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}\\p{Mn}]+");

  private static boolean staysWithinAWord(String token) {
    return WORD.matcher(token).matches() || token.codePointCount(0, token.length()) == 1;
  }

  private static int lookedUp(String text, int at) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      if (words.start() <= at && at < words.end()) {
        String letters = words.group().replaceAll("[^\\p{Lu}\\p{Lt}\\p{Ll}]", "");
        if (letters.matches("\\p{Ll}*")) {
          return Casing.LOWER;
        }
        if (letters.matches("[\\p{Lu}\\p{Lt}]\\p{Ll}*")) {
          return Casing.CAPITALISED;
        }
        return letters.matches("[\\p{Lu}\\p{Lt}]+") ? Casing.UPPER : Casing.MIXED;
      }
    }
    return Casing.LOWER;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
