package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.TidemarkCommands;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HttpSettings;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code docker-compose.yml} against the application. No engine is started: what a file can say
 * wrongly is looked for here, and {@code .ci/run} has docker-compose itself read it.
 */
class DockerComposeTest {

  private static final Path FILE = Path.of("docker-compose.yml");
  private static final JsonNode COMPOSE = Yaml.file(FILE);

  @Test
  void everyImageHasAFixedTagAndOursAreThoseOfTheBuild() throws Exception {
    Map<String, String> images = new LinkedHashMap<>();
    services().forEach((name, service) -> images.put(name, service.path("image").asText()));

    assertThat(images.values()).allMatch(image -> image.matches("[a-z/]+:v?\\d+\\.\\d+\\.\\d+.*"));
    assertThat(images.get("kafka")).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
    String pom = Files.readString(Path.of("pom.xml"));
    String version = pom.substring(pom.indexOf("<version>") + 9, pom.indexOf("</version>"));
    tidemark()
        .forEach(
            (name, service) -> {
              assertThat(images.get(name)).isEqualTo("tidemark:" + version);
              assertThat(Path.of(service.at("/build/dockerfile").asText())).isRegularFile();
            });
  }

  @TestFactory
  Stream<DynamicTest> tidemarkKnowsTheCommandsAndSettings() {
    return ours().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> isKnown(entry.getValue())));
  }

  private static void isKnown(JsonNode service) {
    String[] command = texts(service.path("command")).toArray(String[]::new);
    assertThatCode(() -> TidemarkCommands.parse(command))
        .as(String.join(" ", command))
        .doesNotThrowAnyException();
    Configuration settings = Environment.load(environment(service));
    assertThat(settings.bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(listeners("INSIDE")).as("what Kafka advertises").isEqualTo("kafka:9092");
  }

  @TestFactory
  Stream<DynamicTest> whoServesIsProbedReachedAndStoppedAsTheApplicationNeedsIt() {
    return ours().entrySet().stream()
        .filter(entry -> texts(entry.getValue().path("command")).contains("run"))
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> serves(entry.getValue())));
  }

  private static void serves(JsonNode service) {
    Configuration settings = Environment.load(environment(service));
    int port = settings.get(HttpSettings.PORT);
    String probe = String.join(" ", texts(service.at("/healthcheck/test")));
    assertThat(probe).contains("/dev/tcp/127.0.0.1/" + port).contains("GET /health/ready ");
    for (String published : texts(service.path("ports"))) {
      assertThat(published).endsWith(":" + port);
    }
    assertThat(settings.get(HttpSettings.HOST)).isEqualTo("0.0.0.0");
    for (var token :
        List.of(HttpSettings.TOKEN_READ, HttpSettings.TOKEN_ANNOTATE, HttpSettings.TOKEN_OPERATE)) {
      String role = token.name().substring(token.name().lastIndexOf('.') + 1);
      assertThat(settings.get(token)).isEqualTo("file:/run/tidemark/" + role);
      assertThat(String.join(" ", texts(services().get("secrets").path("command"))))
          .as("draws a token for it")
          .containsPattern("for name in [a-z ]*\\b" + role + "\\b");
    }
    assertThat(seconds(service.path("stop_grace_period").asText()))
        .as("longer than Tidemark itself waits")
        .isGreaterThan(settings.get(Settings.CLOSE_TIMEOUT).plusSeconds(5));
    assertThat(texts(service.path("volumes")))
        .as("taggers and trainers share the store")
        .contains("models:" + settings.get(StoreSettings.URL), "secrets:/run/tidemark:ro");
  }

  @TestFactory
  Stream<DynamicTest> ofOursNoneMayDoMoreThanItNeeds() {
    return tidemark().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      assertThat(entry.getValue().path("read_only").asBoolean()).isTrue();
                      assertThat(texts(entry.getValue().path("cap_drop"))).containsExactly("ALL");
                      assertThat(texts(entry.getValue().path("security_opt")))
                          .contains("no-new-privileges:true");
                    }));
  }

  @Test
  void everyPortIsOpenToThisMachineAlone() {
    services()
        .forEach(
            (name, service) ->
                assertThat(texts(service.path("ports")))
                    .as(name)
                    .allMatch(port -> port.startsWith("127.0.0.1:")));
  }

  @Test
  void whatIsMountedAndWaitedForIsThere() {
    services()
        .forEach(
            (name, service) -> {
              for (String mount : texts(service.path("volumes"))) {
                String source = mount.substring(0, mount.indexOf(':'));
                if (source.startsWith(".")) {
                  assertThat(Path.of(source)).as(name).exists();
                } else {
                  assertThat(COMPOSE.path("volumes").has(source)).as(mount).isTrue();
                }
              }
              service
                  .path("depends_on")
                  .fieldNames()
                  .forEachRemaining(other -> assertThat(services()).as(name).containsKey(other));
            });
  }

  @Test
  void noSecretStandsInTheFile() throws Exception {
    Pattern assignment =
        Pattern.compile("(?m)^ *[A-Z_]*(PASSWORD|TOKEN|SECRET|KEY)[A-Z_]*: *(.+)$");
    Matcher found = assignment.matcher(Files.readString(FILE));
    while (found.find()) {
      assertThat(found.group(2)).as(found.group()).matches("(file:)?/run/tidemark/[a-z]+");
    }
  }

  private static String listeners(String name) {
    String all = services().get("kafka").at("/environment/KAFKA_ADVERTISED_LISTENERS").asText();
    Matcher found = Pattern.compile(name + "://([^,]+)").matcher(all);
    return found.find() ? found.group(1) : "";
  }

  private static Duration seconds(String text) {
    return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
  }

  private static Map<String, String> environment(JsonNode service) {
    Map<String, String> environment = new LinkedHashMap<>();
    service
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }

  private static Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    COMPOSE
        .path("services")
        .properties()
        .forEach(entry -> services.put(entry.getKey(), entry.getValue()));
    return services;
  }

  /** Those made of Tidemark's image. */
  private static Map<String, JsonNode> tidemark() {
    Map<String, JsonNode> ours = services();
    ours.values().removeIf(service -> !service.path("image").asText().startsWith("tidemark:"));
    return ours;
  }

  /** Those that run Tidemark. */
  private static Map<String, JsonNode> ours() {
    Map<String, JsonNode> ours = tidemark();
    ours.values().removeIf(service -> service.has("entrypoint"));
    return ours;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
