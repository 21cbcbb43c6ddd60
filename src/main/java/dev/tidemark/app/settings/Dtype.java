package dev.tidemark.app.settings;

/** The number format the model computes in; {@code AUTO} times both and keeps the faster. */
public enum Dtype {
  AUTO,
  FP32,
  BF16
}
