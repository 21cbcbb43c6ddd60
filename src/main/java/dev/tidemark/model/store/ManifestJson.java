package dev.tidemark.model.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** From manifest to bytes and back. */
final class ManifestJson {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "number",
          "upload",
          "parent",
          "created",
          "data",
          "settings",
          "metrics",
          "gate",
          "files");

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", manifest.version().name()).put("number", manifest.version().number());
    ModelVersion parent = manifest.parent();
    json.put("parent", parent == null ? null : parent.toString());
    json.put("created", manifest.created().toString());
    json.put("upload", manifest.upload());
    json.set("data", JSON.valueToTree(manifest.data()));
    json.set("settings", JSON.valueToTree(manifest.settings()));
    json.set("metrics", manifest.metrics());
    json.set("gate", manifest.gate());
    ArrayNode files = json.putArray("files");
    for (StoredFile file : manifest.files()) {
      files
          .addObject()
          .put("path", file.path())
          .put("size", file.size())
          .put("sha256", file.sha256());
    }
    json.setAll(manifest.others());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree always has a text", e);
    }
  }

  /**
   * @param version whose manifest it should be
   * @throws CorruptVersionException when it is not, or is no manifest
   */
  static Manifest read(ModelVersion version, byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      if (json == null || !json.isObject()) {
        throw new IllegalArgumentException("no JSON object");
      }
      Manifest manifest = manifest((ObjectNode) json);
      if (!manifest.version().equals(version)) {
        throw new IllegalArgumentException("it is the manifest of " + manifest.version());
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new CorruptVersionException(version, Manifest.FILE, "no JSON", e);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new CorruptVersionException(version, Manifest.FILE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Manifest manifest(ObjectNode json) {
    JsonNode parent = json.get("parent");
    JsonNode gate = json.get("gate");
    List<StoredFile> files = new ArrayList<>();
    for (JsonNode file : require(json, "files", JsonNode::isArray)) {
      files.add(
          new StoredFile(
              text(file, "path"),
              require(file, "size", JsonNode::isIntegralNumber).asLong(),
              text(file, "sha256")));
    }
    Map<String, JsonNode> others = new TreeMap<>();
    json.properties().stream()
        .filter(field -> !KNOWN.contains(field.getKey()))
        .forEach(field -> others.put(field.getKey(), field.getValue()));
    return new Manifest(
        new ModelVersion(
            text(json, "name"), require(json, "number", JsonNode::canConvertToInt).asInt()),
        text(json, "upload"),
        isNull(parent) ? null : ModelVersion.parse(text(json, "parent")),
        Instant.parse(text(json, "created")),
        texts(json, "data"),
        texts(json, "settings"),
        (ObjectNode) require(json, "metrics", JsonNode::isObject),
        isNull(gate) ? null : (ObjectNode) require(json, "gate", JsonNode::isObject),
        files,
        others);
  }

  private static boolean isNull(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }

  private static Map<String, String> texts(JsonNode json, String field) {
    Map<String, String> texts = new TreeMap<>();
    JsonNode object = require(json, field, JsonNode::isObject);
    object.fieldNames().forEachRemaining(name -> texts.put(name, text(object, name)));
    return texts;
  }

  private static String text(JsonNode json, String field) {
    return require(json, field, JsonNode::isTextual).asText();
  }

  private static JsonNode require(JsonNode json, String field, Predicate<JsonNode> kind) {
    JsonNode node = json.get(field);
    if (node == null || !kind.test(node)) {
      throw new IllegalArgumentException(
          "its field '%s' is %s".formatted(field, node == null ? "missing" : "of another kind"));
    }
    return node;
  }
}
