package dev.tidemark.app.settings;

/**
 * How the labels of sub-word tokens become entities; all but the last as in Hugging Face pipelines.
 */
public enum Aggregation {
  NONE,
  SIMPLE,
  FIRST,
  AVERAGE,
  MAX,
  VITERBI
}
