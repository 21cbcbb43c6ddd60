package dev.tidemark.model;

/**
 * The number format a model computes in; {@code AUTO} times the choices on this device and keeps
 * the fastest.
 */
public enum Dtype {
  AUTO,
  FP32,
  BF16
}
