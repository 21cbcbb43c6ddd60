package dev.tidemark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What {@code openapi.json} says of requests and answers, and whether real ones are so. */
public final class ApiSchema {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT = read();

  private ApiSchema() {}

  /** Each {@code METHOD /path} of it. */
  public static Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  /** The role that an operation needs, or {@code none}. */
  public static String role(String operation) {
    return operation(operation).path("x-role").asText();
  }

  /** Whether it takes a body. */
  public static boolean takesBody(String operation) {
    return operation(operation).has("requestBody");
  }

  /**
   * An answer is one that the document knows, and looks as it says.
   *
   * @param operation {@code METHOD /path}, as in the document
   */
  public static void check(String operation, int status, String body) {
    JsonNode response = operation(operation).path("responses").path(Integer.toString(status));
    assertThat(response.isMissingNode())
        .as("%s may answer %d; it said %s", operation, status, body)
        .isFalse();
    if (response.has("$ref")) {
      response = DOCUMENT.at(response.get("$ref").asText().substring(1));
    }
    JsonNode schema = response.at("/content/application~1json/schema");
    assertThat(schema.isObject()).as("schema of %s %d", operation, status).isTrue();
    ObjectNode root = schema.deepCopy();
    root.set("components", DOCUMENT.get("components"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(root)
                .validate(parse(body)))
        .as("%s %d: %s", operation, status, body)
        .isEmpty();
  }

  private static JsonNode operation(String operation) {
    String[] parts = operation.split(" ", 2);
    JsonNode found = DOCUMENT.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    assertThat(found.isObject()).as(operation).isTrue();
    return found;
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + body, e);
    }
  }

  private static JsonNode read() {
    try (InputStream in =
        ApiSchema.class.getResourceAsStream("/dev/tidemark/ops/api/openapi.json")) {
      return JSON.readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
