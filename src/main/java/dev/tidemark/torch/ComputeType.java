package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.ElementType;

/** The number format a program computes in. */
public enum ComputeType {
  FP32(6, ElementType.F32),
  FP16(5, ElementType.F16),
  BF16(15, ElementType.BF16);

  private final int scalarType;
  private final ElementType stored;

  ComputeType(int scalarType, ElementType stored) {
    this.scalarType = scalarType;
    this.stored = stored;
  }

  /** PyTorch's number for it ({@code c10::ScalarType}). */
  int scalarType() {
    return scalarType;
  }

  /** How weights that are only served are kept, so that no cast is left to do. */
  ElementType stored() {
    return stored;
  }
}
