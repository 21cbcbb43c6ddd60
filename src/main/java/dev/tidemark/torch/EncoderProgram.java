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

  /** What stands on top of the encoder. */
  private enum Head {
    /** Labels of tokens. */
    TAGS,

    /** Words at masked places. */
    WORDS;

    List<String> tensors() {
      return switch (this) {
        case TAGS -> List.of("classifier.weight", "classifier.bias");
        case WORDS ->
            List.of(
                Checkpoint.WORD_HEAD + "transform.dense.weight",
                Checkpoint.WORD_HEAD + "transform.dense.bias",
                Checkpoint.WORD_HEAD + "transform.LayerNorm.weight",
                Checkpoint.WORD_HEAD + "transform.LayerNorm.bias",
                Checkpoint.WORD_HEAD + "bias");
      };
    }
  }

  /**
   * What a program is for: its heads, what it is given besides tokens and lengths, what it gives.
   */
  enum Purpose {
    /** {@code (tokens int32 [batch, length], lengths int32 [batch])} → label probabilities. */
    TAG(
        "",
        "Tensor",
        """
            logits = {tags}
            return torch.softmax(logits, -1, 6)
        """),

    /**
     * {@code (tokens, lengths, labels int32 [batch, length], weights fp32 [batch])} → loss, label
     * probabilities.
     */
    TRAIN_TAGS(
        ", labels: Tensor, weights: Tensor",
        "Tuple[Tensor, Tensor]",
        """
            logits = {tags}
            loss = __torch__.token_loss(logits, labels, weights, )
            return (loss, torch.softmax(torch.detach(logits), -1, 6))
        """),

    /**
     * {@code (tokens, lengths, places int32 [n], targets int64 [n])} → mean loss, targets hit by
     * the likeliest word and by the five likeliest (both 0 while training).
     */
    TRAIN_WORDS(
        ", places: Tensor, targets: Tensor",
        "Tuple[Tensor, Tensor]",
        """
            scores = {words}
            loss = torch.cross_entropy_loss(scores, targets)
            if self.training:
              found = torch.zeros([2], dtype=6, layout=None, device=ops.prim.device(scores))
            else:
              found = __torch__.hits(scores, targets, )
            return (loss, found)
        """),

    /**
     * Both of the above on one encoder, a batch of one kind at a time: {@code (tokens, lengths,
     * labels, weights, places, targets)}, with no places for labelled rows → what {@link
     * #TRAIN_TAGS} gives, else what {@link #TRAIN_WORDS} gives.
     */
    TRAIN_BOTH(
        TRAIN_TAGS.arguments + TRAIN_WORDS.arguments,
        "Tuple[Tensor, Tensor]",
        """
            if torch.eq(torch.size(places, 0), 0):
              logits = {tags}
              loss = __torch__.token_loss(logits, labels, weights, )
              found = torch.softmax(torch.detach(logits), -1, 6)
            else:
              scores = {words}
              loss = torch.cross_entropy_loss(scores, targets)
              if self.training:
                found = torch.zeros([2], dtype=6, layout=None, device=ops.prim.device(scores))
              else:
                found = __torch__.hits(scores, targets, )
            return (loss, found)
        """),

    /**
     * {@code (tokens, lengths, masks int32 [n], targets int64 [n, t], count int32 [])} → the {@code
     * count} likeliest words of each mask int32 [n, count] and their probabilities [n, count], the
     * probabilities of the targets [n, t]; n is at least 1. Probabilities are fp32.
     */
    FILL(
        ", masks: Tensor, targets: Tensor, count: Tensor",
        "Tuple[Tensor, Tensor, Tensor]",
        """
            words = annotate(List[Tensor], [])
            shares = annotate(List[Tensor], [])
            asked = annotate(List[Tensor], [])
            groups = torch.split(masks, {masks_at_a_time})
            wanted = torch.split(targets, {masks_at_a_time})
            for i in range(torch.len(groups)):
              places = groups[i]
              share = torch.softmax({words}, -1, 6)
              top, word = torch.topk(share, int(count))
              words = torch.append(words, torch.to(word, 3))
              shares = torch.append(shares, top)
              asked = torch.append(asked, torch.gather(share, 1, wanted[i]))
            return (torch.cat(words), torch.cat(shares), torch.cat(asked))
        """),

    /**
     * Two functions on one set of weights: {@code forward} is that of {@link #TAG}, for batches
     * without masks; {@link EncoderProgram#TAG_AND_FILL} takes what {@link #FILL} takes and gives
     * label probabilities and what {@link #FILL} gives, from one pass through the encoder.
     */
    TAG_AND_FILL(
        FILL.arguments,
        "Tuple[Tensor, Tensor, Tensor, Tensor]",
        FILL.body.replace("return (", "return (torch.softmax({tags}, -1, 6), "));

    private final String arguments;
    private final String result;
    private final String body;

    /**
     * @param arguments besides tokens and lengths
     */
    Purpose(String arguments, String result, String body) {
      this.arguments = arguments;
      this.result = result;
      this.body = body;
    }

    private List<Head> heads() {
      return switch (this) {
        case TAG, TRAIN_TAGS -> List.of(Head.TAGS);
        case FILL, TRAIN_WORDS -> List.of(Head.WORDS);
        case TAG_AND_FILL, TRAIN_BOTH -> List.of(Head.TAGS, Head.WORDS);
      };
    }

    private boolean trains() {
      return switch (this) {
        case TAG, FILL, TAG_AND_FILL -> false;
        case TRAIN_TAGS, TRAIN_WORDS, TRAIN_BOTH -> true;
      };
    }
  }

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
    int labels = purpose.heads().contains(Head.TAGS) ? checkpoint.requireLabels().size() : 0;
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
    List<String> head = Head.WORDS.tensors();
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
