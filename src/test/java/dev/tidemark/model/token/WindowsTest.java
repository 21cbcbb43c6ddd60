package dev.tidemark.model.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.token.Windows.Window;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {

  @Test
  void aTextThatFitsIsOneWindow() {
    assertThat(Windows.cut(0, 5, 2)).containsExactly(new Window(0, 0, 0, 0));
    assertThat(Windows.cut(5, 5, 2)).containsExactly(new Window(0, 5, 0, 5));
  }

  /** 12 tokens in windows of 6 that share 2: the shared ones are judged one in each. */
  @Test
  void aLongerTextIsCutByHand() {
    assertThat(Windows.cut(12, 6, 2))
        .containsExactly(new Window(0, 6, 0, 5), new Window(4, 10, 5, 9), new Window(8, 12, 9, 12));
  }

  /** Every number of tokens, size and overlap up to a bound: nothing is sampled. */
  @Test
  void everyTokenIsJudgedOnceWhereItStandsFarthestFromACut() {
    for (int size = 1; size <= 12; size++) {
      for (int overlap = 0; overlap < size; overlap++) {
        for (int tokens = 0; tokens <= 4 * size + 1; tokens++) {
          String input = "%d tokens, windows of %d, overlap %d".formatted(tokens, size, overlap);
          List<Window> windows = Windows.cut(tokens, size, overlap);
          int next = 0;
          for (int w = 0; w < windows.size(); w++) {
            Window window = windows.get(w);
            assertThat(window.to() - window.from()).as(input).isBetween(0, size);
            assertThat(window.ownFrom()).as(input).isEqualTo(next);
            assertThat(window.from()).as(input).isLessThanOrEqualTo(window.ownFrom());
            assertThat(window.ownTo()).as(input).isLessThanOrEqualTo(window.to());
            if (w > 0) {
              assertThat(windows.get(w - 1).to() - window.from()).as(input).isEqualTo(overlap);
            }
            for (int token = window.ownFrom(); token < window.ownTo(); token++) {
              assertThat(fromACut(token, window, tokens))
                  .as("%s, token %d of %s", input, token, windows)
                  .isEqualTo(farthest(token, windows, tokens));
            }
            next = window.ownTo();
          }
          assertThat(next).as(input).isEqualTo(tokens);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 5", "5, 6", "5, -1"})
  void refusesWindowsThatWouldNotMoveOn(int size, int overlap) {
    assertThatThrownBy(() -> Windows.cut(10, size, overlap))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("windows of %d tokens cannot overlap by %d", size, overlap);
  }

  private static int farthest(int token, List<Window> windows, int tokens) {
    return windows.stream()
        .filter(window -> window.from() <= token && token < window.to())
        .mapToInt(window -> fromACut(token, window, tokens))
        .max()
        .orElseThrow();
  }

  /** Tokens between it and the nearer cut; where the text itself begins or ends is no cut. */
  private static int fromACut(int token, Window window, int tokens) {
    int left = window.from() == 0 ? Integer.MAX_VALUE : token - window.from();
    int right = window.to() == tokens ? Integer.MAX_VALUE : window.to() - 1 - token;
    return Math.min(left, right);
  }
}
