package dev.tidemark.model.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodePointsTest {

  private static final List<String> PIECES =
      List.of(
          "a", " ", "é", "e\u0301", "中", "\uFFFD", "\u0000", "\r\n", "\u200D", "ש", "😀", "👩‍🚀",
          "𝔸", "🇿🇦", "\uD800", "\uDBFF", "\uDC00", "\uDFFF");

  @Test
  void anEmojiCountsTwice() {
    int[] starts = {0, 1, 2, 3};
    int[] ends = {1, 2, 3, 4};
    CodePoints.toUtf16("a😀b𝔸", starts, ends);
    assertThat(starts).containsExactly(0, 1, 3, 4);
    assertThat(ends).containsExactly(1, 3, 4, 6);
  }

  /** Any span of any text cuts out the same code points, whichever way it is counted. */
  @Test
  void everySpanCutsOutItsCodePoints() {
    Random random = Seeds.random("CodePointsTest.everySpanCutsOutItsCodePoints");
    for (int run = 0; run < 500; run++) {
      String text = text(random);
      int[] codePoints = text.codePoints().toArray();
      int spans = (codePoints.length + 1) * (codePoints.length + 2) / 2;
      int[] starts = new int[spans];
      int[] ends = new int[spans];
      int span = 0;
      for (int start = 0; start <= codePoints.length; start++) {
        for (int end = start; end <= codePoints.length; end++) {
          starts[span] = start;
          ends[span++] = end;
        }
      }
      int[] utf16Starts = starts.clone();
      int[] utf16Ends = ends.clone();

      CodePoints.toUtf16(text, utf16Starts, utf16Ends);

      for (int i = 0; i < spans; i++) {
        assertThat(text.substring(utf16Starts[i], utf16Ends[i]))
            .isEqualTo(new String(codePoints, starts[i], ends[i] - starts[i]));
      }
    }
  }

  @Test
  void loneSurrogatesAreReplacedAndNothingElse() throws CharacterCodingException {
    Random random = Seeds.random("CodePointsTest.loneSurrogatesAreReplacedAndNothingElse");
    for (int run = 0; run < 2000; run++) {
      String text = text(random);
      String sound = CodePoints.withoutLoneSurrogates(text);

      // A surrogate is alone exactly when Java counts it as a code point of its own.
      StringBuilder expected = new StringBuilder();
      text.codePoints()
          .forEach(c -> expected.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
      assertThat(sound).isEqualTo(expected.toString()).hasSameSizeAs(text);
      assertThat(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(sound)).remaining())
          .isGreaterThanOrEqualTo(text.length() == 0 ? 0 : 1);
    }
    String plain = "Žižek 😀";
    assertThat(CodePoints.withoutLoneSurrogates(plain)).isSameAs(plain);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
