package dev.tidemark.model.checkpoint;

import java.util.List;

/**
 * How a family names its tensors, and how Tidemark does: by BERT's names without prefix, so that
 * whatever trains, averages or runs a model needs to know one set of names only. Files are read and
 * written with the family's own.
 *
 * <p>What has no counterpart in an encoder or a head that Tidemark runs, such as the head of a
 * sequence classifier, keeps its name in both directions.
 */
final class TensorNames {

  /** Where an encoder's tensors begin; all others are heads, which take no prefix. */
  private static final List<String> ENCODER =
      List.of("embeddings.", "embeddings_project.", "encoder.", "pooler.");

  private static final String HEAD = Checkpoint.WORD_HEAD;

  static final TensorNames BERT = new TensorNames("bert.", List.of());

  static final TensorNames DISTILBERT =
      new TensorNames(
          "distilbert.",
          List.of(
              new Rename("encoder.layer.", "transformer.layer."),
              new Rename(".attention.self.query.", ".attention.q_lin."),
              new Rename(".attention.self.key.", ".attention.k_lin."),
              new Rename(".attention.self.value.", ".attention.v_lin."),
              new Rename(".attention.output.dense.", ".attention.out_lin."),
              new Rename(".attention.output.LayerNorm.", ".sa_layer_norm."),
              new Rename(".intermediate.dense.", ".ffn.lin1."),
              new Rename(".output.dense.", ".ffn.lin2."),
              new Rename(".output.LayerNorm.", ".output_layer_norm."),
              new Rename(HEAD + "transform.dense.", "vocab_transform."),
              new Rename(HEAD + "transform.LayerNorm.", "vocab_layer_norm."),
              new Rename(HEAD + "decoder.weight", "vocab_projector.weight"),
              new Rename(HEAD + "bias", "vocab_projector.bias")));

  /** Of XLM-RoBERTa and CamemBERT too, prefix included. */
  static final TensorNames ROBERTA =
      new TensorNames(
          "roberta.",
          List.of(
              new Rename(HEAD + "transform.dense.", "lm_head.dense."),
              new Rename(HEAD + "transform.LayerNorm.", "lm_head.layer_norm."),
              new Rename(HEAD + "decoder.", "lm_head.decoder."),
              new Rename(HEAD + "bias", "lm_head.bias")));

  static final TensorNames ELECTRA =
      new TensorNames(
          "electra.",
          List.of(
              new Rename(HEAD + "transform.dense.", "generator_predictions.dense."),
              new Rename(HEAD + "transform.LayerNorm.", "generator_predictions.LayerNorm."),
              new Rename(HEAD + "decoder.weight", "generator_lm_head.weight"),
              new Rename(HEAD + "bias", "generator_lm_head.bias")));

  private final String prefix;
  private final List<Rename> renames;

  private TensorNames(String prefix, List<Rename> renames) {
    this.prefix = prefix;
    this.renames = renames;
  }

  /**
   * Two names of a part of a model. One that begins with a dot stands anywhere in the name of a
   * tensor, others at its beginning. An earlier one goes first: {@code .attention.output.dense.}
   * before {@code .output.dense.}, which it ends in.
   */
  private record Rename(String ours, String theirs) {

    static String replace(String name, String from, String to) {
      boolean applies = from.startsWith(".") ? name.contains(from) : name.startsWith(from);
      return applies ? name.replace(from, to) : name;
    }
  }

  /** Our name of a tensor of a file, which may have the family's prefix or not. */
  String ours(String theirs) {
    String name = theirs.startsWith(prefix) ? theirs.substring(prefix.length()) : theirs;
    for (Rename rename : renames) {
      name = Rename.replace(name, rename.theirs, rename.ours);
    }
    if (name.endsWith("LayerNorm.gamma")) { // as TensorFlow, and so the oldest files, say
      name = name.substring(0, name.length() - "gamma".length()) + "weight";
    } else if (name.endsWith("LayerNorm.beta")) {
      name = name.substring(0, name.length() - "beta".length()) + "bias";
    }
    return isOfEncoder(name) || !theirs.startsWith(prefix) ? name : theirs;
  }

  /** The name by which {@code transformers} looks for a tensor. */
  String theirs(String ours) {
    String name = ours;
    for (Rename rename : renames) {
      name = Rename.replace(name, rename.ours, rename.theirs);
    }
    return isOfEncoder(ours) ? prefix + name : name;
  }

  private static boolean isOfEncoder(String ours) {
    return ENCODER.stream().anyMatch(ours::startsWith);
  }
}
