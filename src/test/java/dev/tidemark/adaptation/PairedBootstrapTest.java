package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.testing.Seeds;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

  private static final EntityCounts RIGHT = new EntityCounts(1, 1, 1);
  private static final EntityCounts WRONG = new EntityCounts(0, 1, 1);

  private final Random random = Seeds.random("PairedBootstrapTest");

  @Test
  void whatIsAlwaysBetterIsSignificantAndWhatIsTheSameIsNot() {
    List<EntityCounts> right = Collections.nCopies(30, RIGHT);
    List<EntityCounts> wrong = Collections.nCopies(30, WRONG);
    assertThat(PairedBootstrap.pValue(right, wrong, 999, random)).isEqualTo(0.001);
    assertThat(PairedBootstrap.pValue(right, right, 999, random)).isEqualTo(1);
    assertThat(PairedBootstrap.pValue(wrong, right, 999, random)).isEqualTo(1);
  }

  /** Of three sentences there are 27 draws, which can be counted. */
  @Test
  void itIsTheShareOfAllDrawsInWhichTheLeadIsGone() {
    List<EntityCounts> candidate = List.of(RIGHT, RIGHT, WRONG);
    List<EntityCounts> incumbent = List.of(WRONG, RIGHT, RIGHT);
    int gone = 0;
    for (int draw = 0; draw < 27; draw++) {
      int[] at = {draw % 3, draw / 3 % 3, draw / 9};
      int lead = 0;
      for (int sentence : at) {
        lead += Long.compare(candidate.get(sentence).correct(), incumbent.get(sentence).correct());
      }
      gone += lead <= 0 ? 1 : 0;
    }
    assertThat(PairedBootstrap.pValue(candidate, incumbent, 20_000, random))
        .isCloseTo(gone / 27.0, within(0.02));
  }

  @Test
  void aLeadOfOneSentenceInThirtyCouldBeLuck() {
    List<EntityCounts> candidate = new ArrayList<>(Collections.nCopies(30, RIGHT));
    List<EntityCounts> incumbent = new ArrayList<>(candidate);
    incumbent.set(7, WRONG);
    assertThat(PairedBootstrap.pValue(candidate, incumbent, 2000, random)).isGreaterThan(0.05);
  }

  @Test
  void whatCannotBePairedIsRefused() {
    assertThatThrownBy(
            () -> PairedBootstrap.pValue(List.of(RIGHT), List.of(RIGHT, RIGHT), 10, random))
        .hasMessage("1 and 2 sentences cannot be paired");
  }
}
