package dev.tidemark.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at a {@code config.json} alone, before anybody fetches gigabytes of weights to it. */
public final class ConfigFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigFile() {}

  /**
   * Checks that it belongs to a model that Tidemark can run.
   *
   * @param model as errors call it
   * @throws CheckpointException when it does not
   */
  public static void requireReadable(Path file, String model) throws IOException {
    String source = "config.json of " + model;
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s is not JSON: %s".formatted(source, e.getOriginalMessage()), e);
    }
    if (!(json instanceof ObjectNode object)) {
      throw new CheckpointException(source + " is not a JSON object");
    }
    ModelConfig unused = ModelConfig.parse(source, object);
  }
}
