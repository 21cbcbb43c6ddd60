package dev.tidemark.model.checkpoint;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of encoders that Tidemark runs. All are BERT's layers; this says in what they differ:
 * names of tensors and settings, where positions begin, what else is embedded.
 *
 * <p>Sources: the {@code configuration_*.py} and {@code modeling_*.py} of Hugging Face's {@code
 * transformers}.
 */
public enum Family {
  /** Devlin et al., 2019, https://arxiv.org/abs/1810.04805. */
  BERT("bert", "Bert"),

  /** Sanh et al., 2019, https://arxiv.org/abs/1910.01108. */
  DISTILBERT("distilbert", "DistilBert"),

  /** Liu et al., 2019, https://arxiv.org/abs/1907.11692. */
  ROBERTA("roberta", "Roberta"),

  /** Conneau et al., 2020, https://arxiv.org/abs/1911.02116. */
  XLM_ROBERTA("xlm-roberta", "XLMRoberta"),

  /** Martin et al., 2020, https://arxiv.org/abs/1911.03894. */
  CAMEMBERT("camembert", "Camembert"),

  /**
   * Clark et al., 2020, https://arxiv.org/abs/2003.10555; the discriminator, whose encoder is the
   * one to fine-tune, or the generator, which has the masked-language-model head.
   */
  ELECTRA("electra", "Electra");

  private final String modelType;
  private final String stem;

  Family(String modelType, String stem) {
    this.modelType = modelType;
    this.stem = stem;
  }

  /** What {@code config.json} calls the things that not all families call alike. */
  record Keys(
      String hiddenSize,
      String layers,
      String heads,
      String intermediateSize,
      String activation,
      String hiddenDropout,
      String attentionDropout) {

    static final Keys OF_BERT =
        new Keys(
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "hidden_act",
            "hidden_dropout_prob",
            "attention_probs_dropout_prob");

    static final Keys OF_DISTILBERT =
        new Keys(
            "dim",
            "n_layers",
            "n_heads",
            "hidden_dim",
            "activation",
            "dropout",
            "attention_dropout");
  }

  /**
   * The family of this {@code model_type}.
   *
   * @throws CheckpointException when there is none
   */
  static Family of(String modelType) {
    for (Family family : values()) {
      if (family.modelType.equals(modelType)) {
        return family;
      }
    }
    throw new CheckpointException(
        "model_type '%s' is not supported; supported are: %s"
            .formatted(
                modelType,
                Arrays.stream(values()).map(Family::modelType).collect(Collectors.joining(", "))));
  }

  /** As {@code config.json} says it. */
  String modelType() {
    return modelType;
  }

  /** Class of {@code transformers} that has a token-classification head. */
  String tokenClassifier() {
    return stem + "ForTokenClassification";
  }

  /** Class of {@code transformers} that has a masked-language-model head. */
  String maskedLm() {
    return stem + "ForMaskedLM";
  }

  /** Whether a token's type is embedded; RoBERTa's kind does, but knows one type only. */
  public boolean hasTypeEmbeddings() {
    return this != DISTILBERT;
  }

  /** Whether it tells token types apart, so that they can be given a meaning. */
  boolean hasTokenTypes() {
    return this == BERT || this == ELECTRA;
  }

  /** Whether embeddings may be narrower than the encoder. */
  boolean hasEmbeddingSize() {
    return this == ELECTRA;
  }

  /**
   * Row of the position embeddings that the first token of a sequence takes. RoBERTa's kind counts
   * from one past the padding token's id, for padding itself took the row of that number.
   */
  int firstPosition(int padTokenId) {
    return isRoberta() ? padTokenId + 1 : 0;
  }

  /** Id of the padding token where {@code config.json} does not say. */
  int defaultPadTokenId() {
    return isRoberta() ? 1 : 0;
  }

  /** Number that is added to the variance in layer norms, where the family's code has it fixed. */
  @Nullable Double fixedLayerNormEps() {
    return this == DISTILBERT ? 1e-12 : null;
  }

  /**
   * Activation of the masked-language-model head.
   *
   * @param ofEncoder the encoder's own
   */
  public String wordHeadActivation(String ofEncoder) {
    return isRoberta() || this == ELECTRA ? "gelu" : ofEncoder;
  }

  /** Whether training drops units of what attention gives, besides its weights. */
  public boolean dropsAttended() {
    return this != DISTILBERT;
  }

  TensorNames names() {
    return switch (this) {
      case BERT -> TensorNames.BERT;
      case DISTILBERT -> TensorNames.DISTILBERT;
      case ROBERTA, XLM_ROBERTA, CAMEMBERT -> TensorNames.ROBERTA;
      case ELECTRA -> TensorNames.ELECTRA;
    };
  }

  Keys keys() {
    return this == DISTILBERT ? Keys.OF_DISTILBERT : Keys.OF_BERT;
  }

  private boolean isRoberta() {
    return this == ROBERTA || this == XLM_ROBERTA || this == CAMEMBERT;
  }
}
