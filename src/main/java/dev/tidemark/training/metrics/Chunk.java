package dev.tidemark.training.metrics;

import java.util.List;

/**
 * An entity as labels describe it. Two chunks are the same entity when all three fields agree.
 *
 * @param type {@code PER} of {@code B-PER}
 * @param start position of its first label, counted over all sentences with one free position after
 *     each, so that no sentence number is needed
 * @param end one past the position of its last label
 */
record Chunk(String type, int start, int end) {

  /** What stands for the type where a label names none, as in {@code B}. */
  static final String UNTYPED = "_";

  /** Positions taken by a sentence: its labels and the {@code O} that closes it. */
  static int width(List<String> sentence) {
    return sentence.size() + 1;
  }
}
