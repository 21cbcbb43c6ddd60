package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.model.token.InputToken;
import dev.tidemark.training.RegularisationSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a checkpoint as a TorchScript program, so that what runs is PyTorch's own fused and
 * low-precision kernels, which DJL's arrays cannot reach. The mathematics stands in the resource
 * {@code encoder.py}; here the class around it is spelled out, one line a layer.
 */
final class EncoderProgram {

  static final String CLASS = "Encoder";

  static final String WORDS = "embeddings.word_embeddings.weight";
  static final String POSITIONS = "embeddings.position_embeddings.weight";
  static final String TYPES = "embeddings.token_type_embeddings.weight";
  static final String EMBEDDING_NORM = "embeddings.LayerNorm";

  /** From the width of the embeddings to the encoder's, where they differ. */
  static final String PROJECTION = "embeddings_project";

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
  private final Purpose purpose;
  private final Map<String, String> constants;
  private final List<Tensor> parameters = new ArrayList<>();

  /** The function beside {@code forward} in {@link Purpose#TAG_AND_FILL}. */
  static final String TAG_AND_FILL = "tag_and_fill";

  /**
   * Scores of whole vocabularies that may be held at a time: 32 MB. A text may be full of masks.
   */
  private static final int WORD_SCORES_AT_A_TIME = 1 << 23;

  private EncoderProgram(
      Checkpoint checkpoint,
      ComputeType compute,
      RegularisationSettings regularisation,
      Purpose purpose) {
    this.checkpoint = checkpoint;
    this.purpose = purpose;
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
            Map.entry("first_position", Integer.toString(config.firstPosition())),
            Map.entry("hidden_dropout", Double.toString(regularisation.hiddenDropout())),
            Map.entry(
                "attended_dropout",
                config.family().dropsAttended()
                    ? Double.toString(regularisation.hiddenDropout())
                    : "0."),
            Map.entry(
                "attention_scale",
                Double.toString(1 / Math.sqrt((double) config.hiddenSize() / config.heads()))),
            Map.entry("attention_dropout", Double.toString(regularisation.attentionDropout())),
            Map.entry("label_smoothing", Double.toString(regularisation.labelSmoothing())),
            Map.entry("activation", activation(config.activation())),
            Map.entry(
                "word_activation",
                activation(config.family().wordHeadActivation(config.activation()))));
    collectParameters();
  }

  /**
   * Writes a program.
   *
   * @param compute number format of the arithmetic; parameters are stored in it when serving, in
   *     fp32 when training
   */
  static void write(
      Path file,
      Checkpoint checkpoint,
      ComputeType compute,
      RegularisationSettings regularisation,
      Purpose purpose)
      throws IOException {
    EncoderProgram program = new EncoderProgram(checkpoint, compute, regularisation, purpose);
    ComputeType stored = purpose.trains() ? ComputeType.FP32 : compute;
    List<Tensor> tensors =
        program.parameters.stream().map(tensor -> tensor.as(stored.stored())).toList();
    TorchArchive.write(file, CLASS, program.source(), tensors, purpose.trains());
  }

  /** Attribute name of a tensor: TorchScript knows no dots in names. */
  static String attribute(String tensorName) {
    return tensorName.replace('.', '_');
  }

  /** Names of the checkpoint's tensors that the program holds, in the order of its parameters. */
  static List<String> parameterNames(Checkpoint checkpoint, Purpose purpose) {
    List<String> names = new ArrayList<>(embeddings(checkpoint.config()));
    for (int layer = 0; layer < checkpoint.config().layers(); layer++) {
      for (String part : LAYER) {
        names.add(layerName(layer, part) + ".weight");
        names.add(layerName(layer, part) + ".bias");
      }
    }
    purpose.heads().forEach(head -> names.addAll(head.tensors()));
    return names;
  }

  private static List<String> embeddings(ModelConfig config) {
    List<String> names = new ArrayList<>(List.of(WORDS, POSITIONS));
    if (config.family().hasTypeEmbeddings()) {
      names.add(TYPES);
    }
    names.add(EMBEDDING_NORM + ".weight");
    names.add(EMBEDDING_NORM + ".bias");
    if (config.embeddingSize() != config.hiddenSize()) {
      names.add(PROJECTION + ".weight");
      names.add(PROJECTION + ".bias");
    }
    return names;
  }

  private void collectParameters() {
    int labels =
        purpose.heads().contains(Purpose.Head.TAGS) ? checkpoint.requireLabels().size() : 0;
    ParameterShapes shapes = new ParameterShapes(config, labels);
    for (String name : parameterNames(checkpoint, purpose)) {
      Tensor tensor = checkpoint.tensor(name, shapes.of(name));
      parameters.add(tensor.named(attribute(name)));
    }
  }

  /** A function of the class: the encoder, and on top of it what {@code purpose} says. */
  private String function(String name, Purpose purpose) {
    StringBuilder code = new StringBuilder();
    code.append("  def ").append(name).append("(self: __torch__.").append(CLASS).append(", ");
    code.append("tokens: Tensor, lengths: Tensor")
        .append(purpose.arguments)
        .append(") -> ")
        .append(purpose.result)
        .append(":\n");
    code.append(embed());
    code.append("    mask = __torch__.padding(x, lengths, )\n");
    for (int layer = 0; layer < config.layers(); layer++) {
      code.append("    x = __torch__.layer(x, mask, self.training, ");
      for (String part : LAYER) {
        code.append(self(layerName(layer, part) + ".weight")).append(", ");
        code.append(self(layerName(layer, part) + ".bias")).append(", ");
      }
      code.append(")\n");
    }
    int masks = Math.max(1, WORD_SCORES_AT_A_TIME / config.vocabSize());
    String body =
        purpose
            .body
            .replace("{tags}", tags())
            .replace("{words}", words())
            .replace("{masks_at_a_time}", Integer.toString(masks));
    return code.append(body).toString();
  }

  private String embed() {
    String place =
        config.family().hasTypeEmbeddings()
            ? "__torch__.typed_places(tokens, %s, %s, )".formatted(self(POSITIONS), self(TYPES))
            : "__torch__.places(tokens, %s, )".formatted(self(POSITIONS));
    String code =
        "    x = __torch__.embed(tokens, %s, %s, %s, %s, self.training, )\n"
            .formatted(
                self(WORDS),
                place,
                self(EMBEDDING_NORM + ".weight"),
                self(EMBEDDING_NORM + ".bias"));
    if (config.embeddingSize() != config.hiddenSize()) {
      code +=
          "    x = __torch__.dense(x, %s, %s, )\n"
              .formatted(self(PROJECTION + ".weight"), self(PROJECTION + ".bias"));
    }
    return code;
  }

  private static String tags() {
    return "__torch__.classify(x, %s, %s, self.training, )"
        .formatted(self("classifier.weight"), self("classifier.bias"));
  }

  private static String words() {
    List<String> head = Purpose.Head.WORDS.tensors();
    String transform =
        head.subList(0, 4).stream().map(EncoderProgram::self).collect(Collectors.joining(", "));
    return "__torch__.word_scores(x, places, %s, %s, %s, )"
        .formatted(transform, self(WORDS), self(head.get(4)));
  }

  private String source() throws IOException {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(CLASS).append("(Module):\n  __parameters__ = [");
    parameters.forEach(parameter -> code.append('"').append(parameter.name()).append("\", "));
    code.append("]\n  __buffers__ = []\n");
    parameters.forEach(
        parameter -> code.append("  ").append(parameter.name()).append(" : Tensor\n"));
    code.append("  training : bool\n");
    if (purpose == Purpose.TAG_AND_FILL) {
      code.append(function("forward", Purpose.TAG)).append(function(TAG_AND_FILL, purpose));
    } else {
      code.append(function("forward", purpose));
    }
    code.append('\n');
    return code + ProgramText.load("encoder.py", constants);
  }

  private static String layerName(int layer, String part) {
    return "encoder.layer." + layer + "." + part;
  }

  private static String self(String tensorName) {
    return "self." + attribute(tensorName);
  }

  private static String activation(String name) {
    return switch (name) {
      case "gelu" -> "torch.gelu(x)";
      case "gelu_new", "gelu_pytorch_tanh" -> "torch.gelu(x, approximate=\"tanh\")";
      case "relu" -> "torch.relu(x)";
      case "silu" -> "torch.silu(x)";
      default -> throw new IllegalArgumentException(name);
    };
  }
}
