package dev.tidemark.deploy.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import dev.tidemark.deploy.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The chart, rendered by Helm itself as a library. */
record Chart(List<JsonNode> manifests) {

  static final Path FOLDER = Path.of("helm", "tidemark");

  /**
   * The manifests for these values on top of the chart's own.
   *
   * @throws RuntimeException with Helm's message when it refuses them
   */
  static Chart rendered(String values) {
    try {
      Path file = Files.createTempFile("values-", ".yaml");
      try {
        Files.writeString(file, values);
        String yaml =
            new Helm(FOLDER)
                .template()
                .withName("news")
                .withNamespace("press")
                .withKubeVersion("1.33.0")
                .withValuesFile(file)
                .call();
        return new Chart(Yaml.documents(yaml));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Stream<JsonNode> ofKind(String kind) {
    return manifests.stream().filter(m -> m.path("kind").asText().equals(kind));
  }

  JsonNode one(String kind, String name) {
    return ofKind(kind)
        .filter(m -> m.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s %s".formatted(kind, name)));
  }

  boolean has(String kind) {
    return ofKind(kind).findAny().isPresent();
  }

  static JsonNode pod(JsonNode deployment) {
    return deployment.at("/spec/template/spec");
  }

  static JsonNode container(JsonNode deployment) {
    return pod(deployment).at("/containers/0");
  }

  /** What Tidemark finds in its environment; a secret's value is one that the setting takes. */
  static Map<String, String> environment(JsonNode deployment) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode variable : container(deployment).path("env")) {
      String name = variable.path("name").asText();
      String value =
          variable.has("value") ? variable.path("value").asText() : "from-a-secret-of-the-cluster";
      if (environment.put(name, value) != null) {
        throw new AssertionError(name + " is there twice");
      }
    }
    return environment;
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
