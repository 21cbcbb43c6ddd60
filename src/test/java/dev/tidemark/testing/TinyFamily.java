package dev.tidemark.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A model of BERT's wider family, small enough to compute by hand, with both heads and random
 * weights, as the folder Hugging Face would write: tensors by the names that {@code transformers}
 * gives them, settings by the family's keys. Nothing here uses Tidemark's own naming or writer.
 *
 * @param modelType {@code distilbert}, {@code roberta}, {@code xlm-roberta}, {@code camembert} or
 *     {@code electra}
 * @param layers encoder layers
 * @param seed of the weights
 * @param vocabSize rows of the word embeddings
 */
public record TinyFamily(String modelType, int layers, long seed, int vocabSize) {

  public static final int HIDDEN = 8;
  public static final int HEADS = 2;
  public static final int INTERMEDIATE = 12;
  public static final int MAX_TOKENS = 32;
  public static final int VOCAB_SIZE = TinyBert.VOCABULARY.size();
  public static final List<String> LABELS = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");

  /** Not the one that RoBERTa's and ELECTRA's word heads have whatever is said. */
  public static final String ACTIVATION = "silu";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** With {@link TinyBert}'s vocabulary. */
  public TinyFamily(String modelType, int layers, long seed) {
    this(modelType, layers, seed, VOCAB_SIZE);
  }

  private boolean isRoberta() {
    return !modelType.equals("distilbert") && !modelType.equals("electra");
  }

  /** ELECTRA's small models embed in less than they compute in. */
  public int embedding() {
    return modelType.equals("electra") ? 6 : HIDDEN;
  }

  /** RoBERTa counts from {@code pad_token_id} + 1, which is 2. */
  public int firstPosition() {
    return isRoberta() ? 2 : 0;
  }

  /** Rows of the token-type embeddings; 0 where there are none. */
  public int types() {
    return switch (modelType) {
      case "distilbert" -> 0;
      case "electra" -> 2;
      default -> 1;
    };
  }

  /** So large that whoever takes another is found out; DistilBERT's stands in its code. */
  public double layerNormEps() {
    return modelType.equals("distilbert") ? 1e-12 : 0.05;
  }

  public String wordActivation() {
    return modelType.equals("distilbert") ? ACTIVATION : "gelu";
  }

  /** Prefix of the encoder's tensors. */
  public String prefix() {
    return isRoberta() ? "roberta." : modelType + ".";
  }

  /** A tensor: the family's name without prefix, BERT's, and its sizes. */
  private record Part(String name, String bert, int... sizes) {}

  private List<Part> parts() {
    List<Part> parts = new java.util.ArrayList<>();
    int e = embedding();
    parts.add(same("embeddings.word_embeddings.weight", vocabSize, e));
    parts.add(same("embeddings.position_embeddings.weight", firstPosition() + MAX_TOKENS, e));
    if (types() > 0) {
      parts.add(same("embeddings.token_type_embeddings.weight", types(), e));
    }
    parts.add(same("embeddings.LayerNorm.weight", e));
    parts.add(same("embeddings.LayerNorm.bias", e));
    if (e != HIDDEN) {
      dense(parts, "embeddings_project", "embeddings_project", HIDDEN, e);
    }
    for (int i = 0; i < layers; i++) {
      layer(parts, i);
    }
    dense(parts, "classifier", "classifier", LABELS.size(), HIDDEN);
    String head = "cls.predictions.";
    switch (modelType) {
      case "distilbert" -> {
        dense(parts, "vocab_transform", head + "transform.dense", e, HIDDEN);
        norm(parts, "vocab_layer_norm", head + "transform.LayerNorm", e);
        parts.add(new Part("vocab_projector.bias", head + "bias", vocabSize));
      }
      case "electra" -> {
        dense(parts, "generator_predictions.dense", head + "transform.dense", e, HIDDEN);
        norm(parts, "generator_predictions.LayerNorm", head + "transform.LayerNorm", e);
        parts.add(new Part("generator_lm_head.bias", head + "bias", vocabSize));
      }
      default -> {
        dense(parts, "lm_head.dense", head + "transform.dense", e, HIDDEN);
        norm(parts, "lm_head.layer_norm", head + "transform.LayerNorm", e);
        parts.add(new Part("lm_head.bias", head + "bias", vocabSize));
      }
    }
    return parts;
  }

  private void layer(List<Part> parts, int i) {
    String bert = "encoder.layer." + i + ".";
    boolean distil = modelType.equals("distilbert");
    String own = distil ? "transformer.layer." + i + "." : bert;
    List<String> names =
        distil
            ? List.of("q_lin", "k_lin", "v_lin", "out_lin")
            : List.of("self.query", "self.key", "self.value", "output.dense");
    List<String> berts = List.of("self.query", "self.key", "self.value", "output.dense");
    for (int p = 0; p < 4; p++) {
      String name = own + "attention." + names.get(p);
      dense(parts, name, bert + "attention." + berts.get(p), HIDDEN, HIDDEN);
    }
    String attended = distil ? "sa_layer_norm" : "attention.output.LayerNorm";
    norm(parts, own + attended, bert + "attention.output.LayerNorm", HIDDEN);
    String up = distil ? "ffn.lin1" : "intermediate.dense";
    dense(parts, own + up, bert + "intermediate.dense", INTERMEDIATE, HIDDEN);
    String down = distil ? "ffn.lin2" : "output.dense";
    dense(parts, own + down, bert + "output.dense", HIDDEN, INTERMEDIATE);
    String last = distil ? "output_layer_norm" : "output.LayerNorm";
    norm(parts, own + last, bert + "output.LayerNorm", HIDDEN);
  }

  private static Part same(String name, int... sizes) {
    return new Part(name, name, sizes);
  }

  private static void dense(List<Part> parts, String name, String bert, int out, int in) {
    parts.add(new Part(name + ".weight", bert + ".weight", out, in));
    parts.add(new Part(name + ".bias", bert + ".bias", out));
  }

  private static void norm(List<Part> parts, String name, String bert, int size) {
    parts.add(new Part(name + ".weight", bert + ".weight", size));
    parts.add(new Part(name + ".bias", bert + ".bias", size));
  }

  /** Every weight by the name that BERT has for it, the same at each call. */
  public Map<String, TinyBert.Weight> weightsByBertsNames() {
    Random random = new Random(seed);
    Map<String, TinyBert.Weight> weights = new LinkedHashMap<>();
    for (Part part : parts()) {
      TinyBert.put(weights, random, part.bert, part.sizes);
    }
    return weights;
  }

  /**
   * Every weight as the file has it.
   *
   * @param prefixed whether the encoder's names begin with the family's prefix
   */
  public Map<String, TinyBert.Weight> weights(boolean prefixed) {
    Map<String, TinyBert.Weight> byBert = weightsByBertsNames();
    Map<String, TinyBert.Weight> weights = new LinkedHashMap<>();
    for (Part part : parts()) {
      boolean encoder =
          part.bert.startsWith("embeddings") || part.bert.startsWith("encoder.layer.");
      String name = encoder && prefixed ? prefix() + part.name : part.name;
      weights.put(name, java.util.Objects.requireNonNull(byBert.get(part.bert)));
    }
    return weights;
  }

  public ObjectNode config() {
    ObjectNode config = JSON.createObjectNode().put("model_type", modelType);
    config.put("vocab_size", vocabSize);
    config.put("max_position_embeddings", firstPosition() + MAX_TOKENS);
    if (modelType.equals("distilbert")) {
      config.put("dim", HIDDEN).put("n_layers", layers).put("n_heads", HEADS);
      config.put("hidden_dim", INTERMEDIATE).put("activation", ACTIVATION);
      config.put("dropout", 0.2).put("attention_dropout", 0.3).put("pad_token_id", 0);
      config.put("layer_norm_eps", 0.7).put("sinusoidal_pos_embds", false);
    } else {
      config.put("hidden_size", HIDDEN).put("num_hidden_layers", layers);
      config.put("num_attention_heads", HEADS).put("intermediate_size", INTERMEDIATE);
      config.put("hidden_act", ACTIVATION).put("layer_norm_eps", layerNormEps());
      config.put("hidden_dropout_prob", 0.2).put("attention_probs_dropout_prob", 0.3);
      config.put("type_vocab_size", types()).put("position_embedding_type", "absolute");
      config.put("pad_token_id", isRoberta() ? 1 : 0);
    }
    if (modelType.equals("electra")) {
      config.put("embedding_size", embedding());
    }
    ObjectNode id2label = config.putObject("id2label");
    for (int id = 0; id < LABELS.size(); id++) {
      id2label.put(Integer.toString(id), LABELS.get(id));
    }
    return config;
  }

  /** Writes the whole folder, with the given tensors in it. */
  public void write(Path folder, Map<String, TinyBert.Weight> tensors) throws IOException {
    write(folder, tensors, TinyBert.tokenizer());
  }

  /** Likewise, with a {@code tokenizer.json} whose ids are below {@code vocabSize}. */
  public void write(Path folder, Map<String, TinyBert.Weight> tensors, ObjectNode tokenizer)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config()));
    Files.write(folder.resolve("tokenizer.json"), JSON.writeValueAsBytes(tokenizer));
    Files.write(folder.resolve("model.safetensors"), TinyBert.safetensors(tensors));
  }
}
