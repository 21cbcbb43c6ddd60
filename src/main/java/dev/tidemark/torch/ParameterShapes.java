package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;

/** Shapes of tensors that {@code config.json} implies. */
final class ParameterShapes {

  private final ModelConfig config;
  private final int labels;

  /**
   * @param labels outputs of the token-classification head
   */
  ParameterShapes(ModelConfig config, int labels) {
    this.config = config;
    this.labels = labels;
  }

  long[] of(String name) {
    int hidden = config.hiddenSize();
    int embedding = config.embeddingSize();
    if (name.equals(EncoderProgram.WORDS)) {
      return new long[] {config.vocabSize(), embedding};
    }
    if (name.equals(EncoderProgram.POSITIONS)) {
      return new long[] {config.firstPosition() + config.maxPositions(), embedding};
    }
    if (name.equals(EncoderProgram.TYPES)) {
      return new long[] {config.tokenTypes(), embedding};
    }
    if (name.startsWith(EncoderProgram.EMBEDDING_NORM)) {
      return new long[] {embedding};
    }
    if (name.equals(Checkpoint.WORD_HEAD + "bias")) {
      return new long[] {config.vocabSize()};
    }
    if (name.startsWith(Checkpoint.WORD_HEAD)) {
      return name.endsWith("dense.weight")
          ? new long[] {embedding, hidden}
          : new long[] {embedding};
    }
    if (name.startsWith(EncoderProgram.PROJECTION)) {
      return dense(name, hidden, embedding);
    }
    if (name.startsWith("classifier.")) {
      return dense(name, labels, hidden);
    }
    return ofLayer(name);
  }

  private long[] ofLayer(String name) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    if (name.contains("LayerNorm")) {
      return new long[] {hidden};
    }
    if (name.contains(".intermediate.")) {
      return dense(name, inner, hidden);
    }
    if (name.contains(".output.dense") && !name.contains(".attention.")) {
      return dense(name, hidden, inner);
    }
    return dense(name, hidden, hidden);
  }

  private static long[] dense(String name, int out, int in) {
    return name.endsWith(".bias") ? new long[] {out} : new long[] {out, in};
  }
}
