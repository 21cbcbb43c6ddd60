package dev.tidemark.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The way back: always to another model than the one that serves. */
class LiveModelTest {

  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void whoIsPromotedTwiceStillLeadsBackToTheOneBefore() {
    LiveModel live = promote(promote(first("news@1"), "news@1"), "news@1");
    assertThat(live.former()).containsExactly("default");
    assertThat(live.rollBack(AT, "me", "").model()).isEqualTo("default");
  }

  @Test
  void thereIsNoWayBackFromWhatServedAnyway() {
    LiveModel live = first("default");
    assertThat(live.former()).isEmpty();
    assertThatThrownBy(() -> live.rollBack(AT, "me", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing to go back to");
  }

  @Test
  void theWayBackLeadsThroughTheFormerOnesTheLastFirst() {
    LiveModel live = promote(promote(promote(first("news@1"), "news@2"), "news@3"), "news@1");
    assertThat(live.former()).containsExactly("news@3", "news@2", "default");
    assertThat(LiveModel.parse(live.bytes())).isEqualTo(live);
  }

  private static LiveModel first(String model) {
    return LiveModel.first("live", model, "default", AT, "me", "");
  }

  private static LiveModel promote(LiveModel live, String model) {
    return live.promote(model, AT, "me", "");
  }
}
