package dev.tidemark.model.span;

import dev.tidemark.text.EntitySpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins neighbouring tokens or words to entities, as their labels say ({@code group_entities} of
 * the Hugging Face pipeline): fed from left to right, one at a time. Made for one text, used by one
 * thread.
 */
final class SpanGrouper {

  private static final int NONE_OPEN = -1;

  private final LabelTags tags;
  private final String text;
  private final List<EntitySpan> spans = new ArrayList<>();

  private int openLabel = NONE_OPEN;
  private int lastLabel = NONE_OPEN;
  private int start;
  private int end;
  private int members;
  private double scoreSum;

  SpanGrouper(LabelTags tags, String text) {
    this.tags = tags;
    this.text = text;
  }

  /** What shows nothing of the text, such as a blank that is a token, is passed over. */
  void add(int label, double score, int from, int to) {
    if (from == to) {
      return;
    }
    if (openLabel == NONE_OPEN || !tags.continues(lastLabel, label)) {
      close();
      openLabel = label;
      start = from;
      members = 0;
      scoreSum = 0;
    }
    lastLabel = label;
    end = to;
    members++;
    scoreSum += score;
  }

  List<EntitySpan> finish() {
    close();
    openLabel = NONE_OPEN;
    return List.copyOf(spans);
  }

  private void close() {
    if (openLabel != NONE_OPEN && !tags.isOutside(openLabel)) {
      spans.add(
          new EntitySpan(
              tags.type(openLabel), start, end, text.substring(start, end), scoreSum / members));
    }
  }
}
