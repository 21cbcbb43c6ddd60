package dev.tidemark.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.web.CorrectionOutcomes.Place;
import dev.tidemark.ops.api.CorrectionService.Known;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which corrections are the last ones, however their partitions were read. */
class CorrectionOutcomesTest {

  private final CorrectionOutcomes outcomes = new CorrectionOutcomes();

  /** A partition is read to its end before the next one. */
  @Test
  void theLastOnesAreThoseThatWereSentLast() {
    outcomes.unreadable(new Place(0, 0), 1_000, "first");
    outcomes.unreadable(new Place(0, 1), 4_000, "last");
    outcomes.unreadable(new Place(1, 0), 2_000, "second");
    outcomes.unreadable(new Place(1, 1), 3_000, "third");

    assertThat(ids(3)).containsExactly("last", "third", "second");
    outcomes.rejected(new Place(0, 1), "no JSON");
    assertThat(outcomes.latest(1).get(0).reason()).isEqualTo("no JSON");
  }

  @Test
  void whatIsForgottenIsWhatWasSentFirst() {
    outcomes.unreadable(new Place(0, 0), 10_000, "last");
    for (int i = 0; i < 3_000; i++) {
      outcomes.unreadable(new Place(1, i), i, "earlier " + i);
    }
    assertThat(ids(2)).containsExactly("last", "earlier 2999");
    assertThat(ids(5_000)).hasSize(2_000).doesNotContain("earlier 0");
  }

  private List<String> ids(int most) {
    return outcomes.latest(most).stream().map(Known::id).toList();
  }
}
