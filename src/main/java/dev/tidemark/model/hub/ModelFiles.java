package dev.tidemark.model.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which files {@link dev.tidemark.model.checkpoint.Checkpoint} reads; no others are fetched. */
final class ModelFiles {

  static final String CONFIG = "config.json";
  static final String TOKENIZER = "tokenizer.json";
  static final String WEIGHTS = "model.safetensors";
  static final String WEIGHTS_INDEX = "model.safetensors.index.json";

  static final List<String> REQUIRED = List.of(CONFIG, TOKENIZER);
  static final List<String> OPTIONAL =
      List.of("tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "added_tokens.json");

  /** A plain name: neither a folder, nor a pickle under the name of a shard. */
  private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*\\.safetensors");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFiles() {}

  /**
   * The shards that an index names.
   *
   * @throws ModelUnavailableException when it names none, or something that is no shard
   */
  static List<String> shards(HubModel model, Path index) {
    JsonNode map;
    try {
      map = JSON.readTree(Files.readAllBytes(index)).path("weight_map");
    } catch (IOException e) {
      throw new HubException("%s cannot be read: %s".formatted(index, e.getMessage()), e);
    }
    TreeSet<String> shards = new TreeSet<>();
    map.forEach(shard -> shards.add(shard.asText()));
    for (String shard : shards) {
      if (!SHARD.matcher(shard).matches()) {
        throw new ModelUnavailableException(
            "%s of %s names a shard that is no safetensors file beside it: refused"
                .formatted(WEIGHTS_INDEX, model));
      }
    }
    if (shards.isEmpty()) {
      throw new ModelUnavailableException(
          "%s of %s names no shard".formatted(WEIGHTS_INDEX, model));
    }
    return List.copyOf(shards);
  }

  /**
   * The first file that a folder lacks; null when a model can be read from it. Weights are fetched
   * last, so what has them has all the rest, whoever fetched it.
   */
  static @Nullable String firstMissing(HubModel model, Path folder) {
    for (String name : REQUIRED) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        return name;
      }
    }
    if (Files.isRegularFile(folder.resolve(WEIGHTS))) {
      return null;
    }
    if (!Files.isRegularFile(folder.resolve(WEIGHTS_INDEX))) {
      return WEIGHTS;
    }
    for (String shard : shards(model, folder.resolve(WEIGHTS_INDEX))) {
      if (!Files.isRegularFile(folder.resolve(shard))) {
        return shard;
      }
    }
    return null;
  }
}
