package dev.tidemark.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.checkpoint.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A BERT small enough to compute by hand, with random weights, written as the folder Hugging Face
 * would write. Nothing here uses Tidemark's own writer, so that a fault in it cannot hide.
 *
 * <p>Its WordPiece vocabulary holds every ASCII letter and digit, alone and as a continuation, and
 * a few longer pieces: any plain English text becomes tokens, most words several.
 *
 * @param hidden width; a multiple of 2, the number of heads
 * @param layers encoder layers
 * @param vocabSize rows of the word embeddings, at least those of {@link #VOCABULARY}
 * @param maxPositions longest row
 * @param activation {@code hidden_act}
 * @param labels of the token-classification head
 * @param seed of the weights
 */
public record TinyBert(
    int hidden,
    int layers,
    int vocabSize,
    int maxPositions,
    String activation,
    List<String> labels,
    long seed) {

  public static final List<String> VOCABULARY = vocabulary();
  public static final int HEADS = 2;
  public static final double LAYER_NORM_EPS = 1e-12;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Hidden size 8, two layers, rows of up to 32 tokens, people and places. */
  public static TinyBert ofSeed(long seed) {
    List<String> labels = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");
    return new TinyBert(8, 2, VOCABULARY.size(), 32, "gelu", labels, seed);
  }

  public TinyBert withHidden(int size) {
    return new TinyBert(size, layers, vocabSize, maxPositions, activation, labels, seed);
  }

  public TinyBert withVocabSize(int size) {
    return new TinyBert(hidden, layers, size, maxPositions, activation, labels, seed);
  }

  public TinyBert withMaxPositions(int positions) {
    return new TinyBert(hidden, layers, vocabSize, positions, activation, labels, seed);
  }

  public TinyBert withActivation(String name) {
    return new TinyBert(hidden, layers, vocabSize, maxPositions, name, labels, seed);
  }

  public TinyBert withLabels(List<String> names) {
    return new TinyBert(hidden, layers, vocabSize, maxPositions, activation, names, seed);
  }

  public int intermediate() {
    return 2 * hidden;
  }

  /** A weight: its sizes, outermost first, and its numbers, row-major. */
  public record Weight(long[] shape, float[] values) {}

  /** Every weight by its Hugging Face name without the family prefix, the same at each call. */
  public Map<String, Weight> weights() {
    Random random = new Random(seed);
    Map<String, Weight> weights = new LinkedHashMap<>();
    put(weights, random, "embeddings.word_embeddings.weight", vocabSize, hidden);
    put(weights, random, "embeddings.position_embeddings.weight", maxPositions, hidden);
    put(weights, random, "embeddings.token_type_embeddings.weight", 2, hidden);
    put(weights, random, "embeddings.LayerNorm.weight", hidden);
    put(weights, random, "embeddings.LayerNorm.bias", hidden);
    for (int i = 0; i < layers; i++) {
      String layer = "encoder.layer." + i + ".";
      for (String part : List.of("self.query", "self.key", "self.value", "output.dense")) {
        put(weights, random, layer + "attention." + part + ".weight", hidden, hidden);
        put(weights, random, layer + "attention." + part + ".bias", hidden);
      }
      put(weights, random, layer + "attention.output.LayerNorm.weight", hidden);
      put(weights, random, layer + "attention.output.LayerNorm.bias", hidden);
      put(weights, random, layer + "intermediate.dense.weight", intermediate(), hidden);
      put(weights, random, layer + "intermediate.dense.bias", intermediate());
      put(weights, random, layer + "output.dense.weight", hidden, intermediate());
      put(weights, random, layer + "output.dense.bias", hidden);
      put(weights, random, layer + "output.LayerNorm.weight", hidden);
      put(weights, random, layer + "output.LayerNorm.bias", hidden);
    }
    put(weights, random, "classifier.weight", labels.size(), hidden);
    put(weights, random, "classifier.bias", labels.size());
    return weights;
  }

  /** What a folder has on top of its encoder. */
  public enum Heads {
    TAGS,
    WORDS,
    BOTH;

    private boolean has(Heads one) {
      return this == one || this == BOTH;
    }
  }

  /** Likewise, with these heads: the same numbers, whichever others there are. */
  public Map<String, Weight> weights(Heads heads) {
    Map<String, Weight> weights = weights();
    if (!heads.has(Heads.TAGS)) {
      weights.keySet().removeIf(name -> name.startsWith("classifier."));
    }
    if (heads.has(Heads.WORDS)) {
      Random random = new Random(seed + 1);
      String head = "cls.predictions.";
      put(weights, random, head + "transform.dense.weight", hidden, hidden);
      put(weights, random, head + "transform.dense.bias", hidden);
      put(weights, random, head + "transform.LayerNorm.weight", hidden);
      put(weights, random, head + "transform.LayerNorm.bias", hidden);
      put(weights, random, head + "bias", vocabSize);
    }
    return weights;
  }

  /** As {@link Checkpoint#read} reads the folder. */
  public Checkpoint checkpoint() {
    return checkpoint(Heads.TAGS);
  }

  /** Likewise, with these heads. */
  public Checkpoint checkpoint(Heads heads) {
    try {
      Path folder = Files.createTempDirectory("tiny-bert-");
      write(folder, "bert.", heads);
      Checkpoint checkpoint = Checkpoint.read(folder);
      for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
        Files.delete(folder.resolve(file));
      }
      Files.delete(folder);
      return checkpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the whole folder.
   *
   * @param prefix of the encoder's tensors: {@code "bert."} or nothing
   */
  public void write(Path folder, String prefix) throws IOException {
    write(folder, prefix, Heads.TAGS);
  }

  /** Likewise, with these heads. */
  public void write(Path folder, String prefix, Heads heads) throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = config();
    if (heads == Heads.WORDS) {
      config.putArray("architectures").add("BertForMaskedLM");
      config.remove("id2label");
    }
    Files.write(folder.resolve("config.json"), pretty(config));
    Files.write(folder.resolve("tokenizer.json"), pretty(tokenizer()));
    Map<String, Weight> named = new LinkedHashMap<>();
    weights(heads)
        .forEach(
            (name, weight) ->
                named.put(
                    name.startsWith("classifier.") || name.startsWith("cls.")
                        ? name
                        : prefix + name,
                    weight));
    Files.write(folder.resolve("model.safetensors"), safetensors(named));
  }

  public ObjectNode config() {
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add("BertForTokenClassification");
    config.put("model_type", "bert").put("hidden_size", hidden).put("num_hidden_layers", layers);
    config.put("num_attention_heads", HEADS).put("intermediate_size", intermediate());
    config.put("vocab_size", vocabSize).put("max_position_embeddings", maxPositions);
    config.put("type_vocab_size", 2).put("layer_norm_eps", LAYER_NORM_EPS);
    config.put("hidden_act", activation).put("pad_token_id", 0);
    config.put("hidden_dropout_prob", 0.1).put("attention_probs_dropout_prob", 0.1);
    ObjectNode id2label = config.putObject("id2label");
    for (int id = 0; id < labels.size(); id++) {
      id2label.put(Integer.toString(id), labels.get(id));
    }
    return config;
  }

  /** A lower-casing WordPiece tokenizer as Hugging Face writes it, {@code [CLS] … [SEP]}. */
  public static ObjectNode tokenizer() {
    ObjectNode tokenizer = JSON.createObjectNode();
    tokenizer.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = tokenizer.putArray("added_tokens");
    for (int id = 0; id < 5; id++) {
      ObjectNode token = added.addObject().put("id", id).put("content", VOCABULARY.get(id));
      token.put("single_word", false).put("lstrip", false).put("rstrip", false);
      token.put("normalized", false).put("special", true);
    }
    ObjectNode normalizer = tokenizer.putObject("normalizer").put("type", "BertNormalizer");
    normalizer.put("clean_text", true).put("handle_chinese_chars", true);
    normalizer.putNull("strip_accents").put("lowercase", true);
    tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode template = tokenizer.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    single.addObject().putObject("SpecialToken").put("id", "[CLS]").put("type_id", 0);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    single.addObject().putObject("SpecialToken").put("id", "[SEP]").put("type_id", 0);
    template.set("pair", single.deepCopy());
    ((ArrayNode) template.get("pair"))
        .addObject()
        .putObject("Sequence")
        .put("id", "B")
        .put("type_id", 1);
    ObjectNode special = template.putObject("special_tokens");
    for (String name : List.of("[CLS]", "[SEP]")) {
      ObjectNode token = special.putObject(name).put("id", name);
      token.putArray("ids").add(VOCABULARY.indexOf(name));
      token.putArray("tokens").add(name);
    }
    tokenizer
        .putObject("decoder")
        .put("type", "WordPiece")
        .put("prefix", "##")
        .put("cleanup", true);
    ObjectNode model = tokenizer.putObject("model").put("type", "WordPiece");
    model.put("unk_token", "[UNK]").put("continuing_subword_prefix", "##");
    model.put("max_input_chars_per_word", 100);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < VOCABULARY.size(); id++) {
      vocab.put(VOCABULARY.get(id), id);
    }
    return tokenizer;
  }

  /** The bytes of a safetensors file with these tensors in fp32, in this order. */
  public static byte[] safetensors(Map<String, Weight> weights) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Map.Entry<String, Weight> entry : weights.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
      tensor.set("shape", JSON.valueToTree(entry.getValue().shape()));
      ArrayNode offsets = tensor.putArray("data_offsets").add(data.size());
      float[] values = entry.getValue().values();
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      data.writeBytes(bytes.array());
      offsets.add(data.size());
    }
    byte[] json = JSON.writeValueAsBytes(header);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    file.writeBytes(json);
    file.writeBytes(data.toByteArray());
    return file.toByteArray();
  }

  private static byte[] pretty(ObjectNode json) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  /** Wide enough that heads attend to something and labels differ from token to token. */
  static void put(Map<String, Weight> weights, Random random, String name, int... sizes) {
    long[] shape = new long[sizes.length];
    int count = 1;
    for (int i = 0; i < sizes.length; i++) {
      shape[i] = sizes[i];
      count *= sizes[i];
    }
    double mean = name.endsWith("LayerNorm.weight") ? 1 : 0;
    double scale = sizes.length == 1 ? 0.2 : 1;
    if (sizes.length == 2 && !name.startsWith("embeddings")) {
      scale = 1.5 / Math.sqrt(sizes[1]); // sums over many inputs stay as small as over few
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (mean + scale * random.nextGaussian());
    }
    weights.put(name, new Weight(shape, values));
  }

  private static List<String> vocabulary() {
    List<String> words = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (char c = 'a'; c <= 'z'; c++) {
      words.add(String.valueOf(c));
      words.add("##" + c);
    }
    for (char c = '0'; c <= '9'; c++) {
      words.add(String.valueOf(c));
      words.add("##" + c);
    }
    words.addAll(List.of(".", ",", "-", "'", "the", "ada", "##lace", "love", "in", "paris", "met"));
    return List.copyOf(words);
  }
}
