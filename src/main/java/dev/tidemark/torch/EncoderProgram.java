package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.model.token.InputToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a checkpoint as a TorchScript program, so that what runs is PyTorch's own fused and
 * low-precision kernels, which DJL's arrays cannot reach. The mathematics stands in the resource
 * {@code encoder.py}; here the class around it is spelled out, one line a layer.
 */
final class EncoderProgram {

  static final String CLASS = "Encoder";

  /**
   * Attribute and shape of each parameter in the order in which {@code layer} of encoder.py takes
   * them.
   */
  private static final List<String> LAYER =
      List.of(
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final Map<String, String> constants;
  private final List<Tensor> parameters = new ArrayList<>();

  private EncoderProgram(
      Checkpoint checkpoint, ComputeType compute, Regularisation regularisation) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
    this.constants =
        Map.ofEntries(
            Map.entry("compute_dtype", Integer.toString(compute.scalarType())),
            Map.entry("id_bits", Integer.toString(InputToken.ID_BITS)),
            Map.entry("id_mask", Integer.toString(InputToken.id(-1))),
            Map.entry("hidden", Integer.toString(config.hiddenSize())),
            Map.entry("heads", Integer.toString(config.heads())),
            Map.entry("head_size", Integer.toString(config.hiddenSize() / config.heads())),
            Map.entry("eps", Double.toString(config.layerNormEps())),
            Map.entry("hidden_dropout", Double.toString(regularisation.hiddenDropout())),
            Map.entry(
                "attention_scale",
                Double.toString(1 / Math.sqrt((double) config.hiddenSize() / config.heads()))),
            Map.entry("attention_dropout", Double.toString(regularisation.attentionDropout())),
            Map.entry("label_smoothing", Double.toString(regularisation.labelSmoothing())),
            Map.entry("activation", activation(config.activation())));
    collectParameters();
  }

  /** What training adds to the program; serving runs with all of it off. */
  record Regularisation(double hiddenDropout, double attentionDropout, double labelSmoothing) {
    static final Regularisation NONE = new Regularisation(0, 0, 0);
  }

  /**
   * {@code forward(ids int32 [batch, length], lengths int32 [batch]) → probabilities fp32 [batch,
   * length, labels]}.
   */
  static void writeTagger(Path file, Checkpoint checkpoint, ComputeType compute)
      throws IOException {
    EncoderProgram program = new EncoderProgram(checkpoint, compute, Regularisation.NONE);
    String body =
        program.forward("ids: Tensor, lengths: Tensor", "Tensor")
            + "    return torch.softmax(logits, -1, 6)\n";
    List<Tensor> stored =
        program.parameters.stream().map(tensor -> tensor.as(compute.stored())).toList();
    TorchArchive.write(file, CLASS, program.source(body), stored, false);
  }

  /**
   * {@code forward(ids, lengths, labels int32 [batch, length], weights fp32 [batch]) → (loss,
   * probabilities)}, with fp32 parameters.
   */
  static void writeTrainable(
      Path file, Checkpoint checkpoint, ComputeType compute, Regularisation regularisation)
      throws IOException {
    EncoderProgram program = new EncoderProgram(checkpoint, compute, regularisation);
    String body =
        program.forward(
                "ids: Tensor, lengths: Tensor, labels: Tensor, weights: Tensor",
                "Tuple[Tensor, Tensor]")
            + "    loss = __torch__.token_loss(logits, labels, weights, )\n"
            + "    return (loss, torch.softmax(torch.detach(logits), -1, 6))\n";
    List<Tensor> stored =
        program.parameters.stream().map(tensor -> tensor.as(ComputeType.FP32.stored())).toList();
    TorchArchive.write(file, CLASS, program.source(body), stored, true);
  }

  /** Attribute name of a tensor: TorchScript knows no dots in names. */
  static String attribute(String tensorName) {
    return tensorName.replace('.', '_');
  }

  /** Names of the checkpoint's tensors that the program holds, in the order of its parameters. */
  static List<String> parameterNames(Checkpoint checkpoint) {
    List<String> names = new ArrayList<>();
    names.add("embeddings.word_embeddings.weight");
    names.add("embeddings.position_embeddings.weight");
    names.add("embeddings.token_type_embeddings.weight");
    names.add("embeddings.LayerNorm.weight");
    names.add("embeddings.LayerNorm.bias");
    for (int layer = 0; layer < checkpoint.config().layers(); layer++) {
      for (String part : LAYER) {
        names.add(layerName(layer, part) + ".weight");
        names.add(layerName(layer, part) + ".bias");
      }
    }
    names.add("classifier.weight");
    names.add("classifier.bias");
    return names;
  }

  private void collectParameters() {
    int labels = checkpoint.requireLabels().size();
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    Shapes shapes = new Shapes(hidden, inner, labels);
    for (String name : parameterNames(checkpoint)) {
      Tensor tensor = checkpoint.tensor(name, shapes.of(name));
      parameters.add(tensor.named(attribute(name)));
    }
  }

  /** Shapes that config.json implies. */
  private final class Shapes {
    private final int hidden;
    private final int inner;
    private final int labels;

    Shapes(int hidden, int inner, int labels) {
      this.hidden = hidden;
      this.inner = inner;
      this.labels = labels;
    }

    long[] of(String name) {
      if (name.equals("embeddings.word_embeddings.weight")) {
        return new long[] {config.vocabSize(), hidden};
      }
      if (name.equals("embeddings.position_embeddings.weight")) {
        return new long[] {config.maxPositions(), hidden};
      }
      if (name.equals("embeddings.token_type_embeddings.weight")) {
        return new long[] {config.tokenTypes(), hidden};
      }
      boolean bias = name.endsWith(".bias");
      if (name.startsWith("classifier.")) {
        return bias ? new long[] {labels} : new long[] {labels, hidden};
      }
      if (name.contains("LayerNorm")) {
        return new long[] {hidden};
      }
      if (name.contains(".intermediate.")) {
        return bias ? new long[] {inner} : new long[] {inner, hidden};
      }
      if (name.contains(".output.dense") && !name.contains(".attention.")) {
        return bias ? new long[] {hidden} : new long[] {hidden, inner};
      }
      return bias ? new long[] {hidden} : new long[] {hidden, hidden};
    }
  }

  private String forward(String arguments, String result) {
    StringBuilder code = new StringBuilder();
    code.append("  def forward(self: __torch__.").append(CLASS).append(", ").append(arguments);
    code.append(") -> ").append(result).append(":\n");
    code.append("    x = __torch__.embed(ids, ");
    code.append(self("embeddings.word_embeddings.weight")).append(", ");
    code.append(self("embeddings.position_embeddings.weight")).append(", ");
    code.append(self("embeddings.token_type_embeddings.weight")).append(", ");
    code.append(self("embeddings.LayerNorm.weight")).append(", ");
    code.append(self("embeddings.LayerNorm.bias")).append(", self.training, )\n");
    code.append("    mask = __torch__.padding(x, lengths, )\n");
    for (int layer = 0; layer < config.layers(); layer++) {
      code.append("    x = __torch__.layer(x, mask, self.training, ");
      for (String part : LAYER) {
        code.append(self(layerName(layer, part) + ".weight")).append(", ");
        code.append(self(layerName(layer, part) + ".bias")).append(", ");
      }
      code.append(")\n");
    }
    code.append("    logits = __torch__.classify(x, ");
    code.append(self("classifier.weight")).append(", ").append(self("classifier.bias"));
    return code.append(", self.training, )\n").toString();
  }

  private String source(String forward) throws IOException {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(CLASS).append("(Module):\n  __parameters__ = [");
    parameters.forEach(parameter -> code.append('"').append(parameter.name()).append("\", "));
    code.append("]\n  __buffers__ = []\n");
    parameters.forEach(
        parameter -> code.append("  ").append(parameter.name()).append(" : Tensor\n"));
    code.append("  training : bool\n").append(forward).append('\n');
    return code + ProgramText.load("encoder.py", constants);
  }

  private static String layerName(int layer, String part) {
    return "encoder.layer." + layer + "." + part;
  }

  private static String self(String tensorName) {
    return "self." + attribute(tensorName);
  }

  private static String activation(String name) {
    String up = "__torch__.dense(attended, up_weight, up_bias, )";
    return switch (name) {
      case "gelu" -> "torch.gelu(" + up + ")";
      case "gelu_new", "gelu_pytorch_tanh" -> "torch.gelu(" + up + ", approximate=\"tanh\")";
      case "relu" -> "torch.relu(" + up + ")";
      case "silu" -> "torch.silu(" + up + ")";
      default -> throw new IllegalArgumentException(name);
    };
  }
}
