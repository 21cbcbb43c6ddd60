package dev.tidemark.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.token.Casing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A model at rest: a Hugging Face folder, read into memory.
 *
 * <p>Tensors go by the names that BERT gives them, without prefix ({@code encoder.layer.0.…},
 * {@code classifier.weight}), whatever the {@link Family}; files are read with or without the
 * family's prefix and written with it and in the family's own names, so that {@code
 * AutoModelForTokenClassification} loads them.
 *
 * @param config what {@code config.json} says
 * @param tensors weights by name; output embeddings, which are the word embeddings, only as those
 * @param tokenizerFiles {@code tokenizer.json} and its companions, by file name
 */
public record Checkpoint(
    ModelConfig config, Map<String, Tensor> tensors, Map<String, byte[]> tokenizerFiles) {

  public static final String TOKENIZER = "tokenizer.json";

  /** Beginning of the names of the masked-language-model head's tensors. */
  public static final String WORD_HEAD = "cls.predictions.";

  private static final List<String> TOKENIZER_COMPANIONS =
      List.of(
          "tokenizer_config.json",
          "special_tokens_map.json",
          "vocab.txt",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "sentencepiece.bpe.model");
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String WEIGHTS_INDEX = "model.safetensors.index.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a folder, on disk or inside a jar (any {@link Path}).
   *
   * @throws CheckpointException when a file is missing or damaged, or the family is not supported
   */
  public static Checkpoint read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw missing(folder);
    }
    ModelConfig config =
        ModelConfig.parse(folder.resolve(CONFIG).toString(), object(require(folder, CONFIG)));
    Map<String, byte[]> tokenizer = new LinkedHashMap<>();
    tokenizer.put(TOKENIZER, Files.readAllBytes(require(folder, TOKENIZER)));
    for (String companion : TOKENIZER_COMPANIONS) {
      if (Files.exists(folder.resolve(companion))) {
        tokenizer.put(companion, Files.readAllBytes(folder.resolve(companion)));
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Tensor tensor : weights(folder).values()) {
      put(tensors, tensor.named(config.family().names().ours(tensor.name())));
    }
    TiedWeights.untie(folder, config.family(), tensors);
    return new Checkpoint(config, tensors, tokenizer);
  }

  /**
   * Writes the folder; existing files of these names are replaced.
   *
   * @param type number format of the weights
   */
  public void write(Path folder, ElementType type) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : tokenizerFiles.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    ObjectNode json = config.json().deepCopy();
    json.put(
        "torch_dtype",
        type == ElementType.F32 ? "float32" : type == ElementType.F16 ? "float16" : "bfloat16");
    Files.write(
        folder.resolve(CONFIG), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    List<Tensor> stored =
        tensors.values().stream()
            .map(tensor -> tensor.named(config.family().names().theirs(tensor.name())).as(type))
            .toList();
    Safetensors.write(folder.resolve(WEIGHTS), stored);
  }

  /**
   * The tensor of this name.
   *
   * @throws CheckpointException when there is none, or it has another shape
   */
  public Tensor tensor(String name, long... shape) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          "the checkpoint has no tensor '%s'; it has %d, such as %s"
              .formatted(
                  name,
                  tensors.size(),
                  new TreeSet<>(tensors.keySet()).stream().limit(3).toList()));
    }
    if (!java.util.Arrays.equals(tensor.shape(), shape)) {
      throw new CheckpointException(
          "tensor '%s' has shape %s where config.json implies %s"
              .formatted(
                  name,
                  java.util.Arrays.toString(tensor.shape()),
                  java.util.Arrays.toString(shape)));
    }
    return tensor;
  }

  /**
   * Labels of the token-classification head.
   *
   * @throws CheckpointException when the checkpoint has no such head
   */
  public LabelSet requireLabels() {
    LabelSet labels = config.labels();
    if (labels == null || !hasTagHead()) {
      throw new CheckpointException(
          "the checkpoint has no token-classification head (classifier.weight and id2label); train one with: tidemark train ner");
    }
    return labels;
  }

  static CheckpointException missing(Path folder) {
    return new CheckpointException(
        "no checkpoint folder at %s; it should hold config.json, tokenizer.json and model.safetensors"
            .formatted(folder));
  }

  /**
   * The same encoder with a new, randomly set token-classification head.
   *
   * @param seed of the head's weights (normal, standard deviation 0.02, as BERT initialises)
   */
  public Checkpoint withNewHead(LabelSet labels, long seed) {
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    put(all, normal("classifier.weight", new Random(seed), labels.size(), config.hiddenSize()));
    put(all, constant("classifier.bias", 0, labels.size()));
    return new Checkpoint(config.withLabels(labels), all, tokenizerFiles);
  }

  /** Whether it carries a token-classification head. */
  public boolean hasTagHead() {
    return config.labels() != null && tensors.containsKey("classifier.weight");
  }

  /**
   * The same model with more labels: what it had keeps its weights, what is new is set randomly.
   *
   * @param names labels it does not have yet
   * @param seed of the new rows
   */
  public Checkpoint withMoreLabels(List<String> names, long seed) {
    LabelSet before = requireLabels();
    List<String> all = new ArrayList<>(before.names());
    all.addAll(names);
    LabelSet labels = new LabelSet(all);
    int hidden = config.hiddenSize();
    float[] weight = normal("", new Random(seed), labels.size(), hidden).floats();
    float[] bias = new float[labels.size()];
    float[] oldWeight = tensor("classifier.weight", before.size(), hidden).floats();
    float[] oldBias = tensor("classifier.bias", before.size()).floats();
    System.arraycopy(oldWeight, 0, weight, 0, oldWeight.length);
    System.arraycopy(oldBias, 0, bias, 0, oldBias.length);
    Map<String, Tensor> grown = new LinkedHashMap<>(tensors);
    put(grown, Tensor.of("classifier.weight", new long[] {labels.size(), hidden}, weight));
    put(grown, Tensor.of("classifier.bias", new long[] {labels.size()}, bias));
    return new Checkpoint(config.withLabels(labels), grown, tokenizerFiles);
  }

  /** Whether it carries a masked-language-model head. */
  public boolean hasWordHead() {
    return tensors.containsKey(WORD_HEAD + "bias");
  }

  /**
   * The same encoder with a new masked-language-model head, whose output embeddings are the
   * encoder's own.
   *
   * @param seed of the head's weights (normal, standard deviation 0.02, as BERT initialises)
   */
  public Checkpoint withNewWordHead(long seed) {
    int size = config.embeddingSize();
    Random random = new Random(seed);
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    put(all, normal(WORD_HEAD + "transform.dense.weight", random, size, config.hiddenSize()));
    put(all, constant(WORD_HEAD + "transform.dense.bias", 0, size));
    put(all, constant(WORD_HEAD + "transform.LayerNorm.weight", 1, size));
    put(all, constant(WORD_HEAD + "transform.LayerNorm.bias", 0, size));
    put(all, constant(WORD_HEAD + "bias", 0, config.vocabSize()));
    return new Checkpoint(hasTagHead() ? config : config.asMaskedLm(), all, tokenizerFiles);
  }

  /**
   * Sees that there is a masked-language-model head.
   *
   * @throws CheckpointException when there is none
   */
  public void requireWordHead() {
    if (!hasWordHead()) {
      throw new CheckpointException(
          "the checkpoint has no masked-language-model head; train one with: tidemark train mlm");
    }
  }

  private static void put(Map<String, Tensor> tensors, Tensor tensor) {
    tensors.put(tensor.name(), tensor);
  }

  private static Tensor normal(String name, Random random, int rows, int columns) {
    float[] weight = new float[rows * columns];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (random.nextGaussian() * 0.02);
    }
    return Tensor.of(name, new long[] {rows, columns}, weight);
  }

  private static Tensor constant(String name, float value, int size) {
    float[] weight = new float[size];
    java.util.Arrays.fill(weight, value);
    return Tensor.of(name, new long[] {size}, weight);
  }

  /**
   * The same encoder with the casing of words as an input. Each new token type starts as type 0, so
   * at first nothing that the model says changes.
   *
   * @throws CheckpointException when its family has no token types
   */
  public Checkpoint withCasing() {
    ModelConfig cased = config.withCasing();
    String name = "embeddings.token_type_embeddings.weight";
    int size = config.embeddingSize();
    float[] before = tensor(name, config.tokenTypes(), size).floats();
    float[] weight = new float[Casing.TYPES * size];
    for (int type = 0; type < Casing.TYPES; type++) {
      System.arraycopy(before, 0, weight, type * size, size);
    }
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    all.put(name, Tensor.of(name, new long[] {Casing.TYPES, size}, weight));
    return new Checkpoint(cased, all, tokenizerFiles);
  }

  private static Map<String, Tensor> weights(Path folder) throws IOException {
    if (Files.exists(folder.resolve(WEIGHTS))) {
      return Safetensors.read(folder.resolve(WEIGHTS));
    }
    if (Files.exists(folder.resolve(WEIGHTS_INDEX))) {
      return shards(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> pickles =
          files
              .map(file -> file.getFileName().toString())
              .filter(CheckpointException::isPickle)
              .toList();
      if (!pickles.isEmpty()) {
        throw CheckpointException.onlyPickles(folder, pickles, "'" + folder + "'");
      }
    }
    throw new CheckpointException("%s holds no %s".formatted(folder, WEIGHTS));
  }

  private static Map<String, Tensor> shards(Path folder) throws IOException {
    JsonNode map = object(folder.resolve(WEIGHTS_INDEX)).path("weight_map");
    TreeSet<String> files = new TreeSet<>();
    map.forEach(file -> files.add(file.asText()));
    if (files.isEmpty()) {
      throw new CheckpointException("%s names no shard".formatted(folder.resolve(WEIGHTS_INDEX)));
    }
    Path home = folder.toAbsolutePath().normalize(); // "." alone normalises to nothing
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String file : files) {
      if (!home.resolve(file).normalize().startsWith(home)) {
        throw new CheckpointException(
            "%s names a shard outside its folder: %s".formatted(WEIGHTS_INDEX, file));
      }
      tensors.putAll(Safetensors.read(require(folder, file)));
    }
    return tensors;
  }

  private static Path require(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "%s holds no %s; a checkpoint folder has config.json, tokenizer.json and model.safetensors"
              .formatted(folder, name));
    }
    return file;
  }

  private static ObjectNode object(Path file) throws IOException {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new CheckpointException("%s is not a JSON object".formatted(file));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }
}
