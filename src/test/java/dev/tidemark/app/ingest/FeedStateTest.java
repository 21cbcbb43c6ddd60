package dev.tidemark.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link FeedState} takes for new. */
class FeedStateTest {

  private static final FeedState.Validators NONE = FeedState.Validators.NONE;

  @Test
  void anItemIsNewOnceAndAgainInOtherWords() {
    FeedState.Step first = take(FeedState.EMPTY, item("b", "two"), item("a", "one"));
    assertThat(first.fresh()).extracting(FeedItem::id).containsExactly("a", "b"); // oldest first

    assertThat(take(first.next(), item("b", "two"), item("a", "one")).fresh()).isEmpty();

    FeedState.Step changed = take(first.next(), item("b", "two, corrected"), item("a", "one"));
    assertThat(changed.fresh()).containsExactly(item("b", "two, corrected"));
  }

  @Test
  void whatVanishedAndComesBackIsNotNew() {
    FeedState gone = take(take(FeedState.EMPTY, item("a", "one")).next(), item("b", "two")).next();

    assertThat(take(gone, item("a", "one")).fresh()).isEmpty();
  }

  @Test
  void ofTwoItemsWithOneIdTheFirstCounts() {
    assertThat(take(FeedState.EMPTY, item("a", "new"), item("a", "old")).fresh())
        .containsExactly(item("a", "new"));
  }

  @Test
  void whatAnotherFeedDeliveredIsRememberedAndNotSent() {
    FeedState.Step step = FeedState.EMPTY.take(List.of(item("a", "one")), NONE, item -> true);

    assertThat(step.fresh()).isEmpty();
    assertThat(step.next().has(item("a", "one"))).isTrue();
    assertThat(step.next().has(item("a", "other words"))).isFalse();
  }

  @Test
  void theHorizonForgetsWhatWasSeenLongestAgo() {
    FeedState state = take(FeedState.EMPTY, item("early", "x"), item("kept", "y")).next();
    for (int page = 0; page < 10; page++) {
      int from = page * 1_000;
      FeedItem[] items =
          IntStream.range(from, from + 999)
              .mapToObj(i -> item("i" + i, "z"))
              .toArray(FeedItem[]::new);
      FeedItem[] withKept = new FeedItem[1_000];
      System.arraycopy(items, 0, withKept, 1, 999);
      withKept[0] = item("kept", "y");
      state = take(state, withKept).next();
    }
    assertThat(state.seen()).hasSize(9_992);
    state =
        take(
                state,
                IntStream.range(0, 9).mapToObj(i -> item("l" + i, "z")).toArray(FeedItem[]::new))
            .next();

    assertThat(state.seen()).hasSize(FeedState.HORIZON);
    assertThat(state.has(item("kept", "y"))).isTrue();
    assertThat(state.has(item("early", "x"))).isFalse();
  }

  @Test
  void survivesWriting() {
    FeedState state =
        FeedState.EMPTY
            .take(
                List.of(item("b", "two"), item("a", "öne")),
                new FeedState.Validators("W/\"é\"", null),
                item -> false)
            .next();

    FeedState read = FeedState.parse(state.bytes());

    assertThat(read).isEqualTo(state);
    assertThat(read.seen().keySet()).containsExactlyElementsOf(state.seen().keySet());
    assertThatThrownBy(() -> FeedState.parse("{\"seen\":[\"x\"]}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static FeedState.Step take(FeedState state, FeedItem... items) {
    return state.take(List.of(items), NONE, item -> false);
  }

  private static FeedItem item(String id, String text) {
    return new FeedItem(id, text, "source", null, null, null, null);
  }
}
