package dev.tidemark.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.TidemarkCommands;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HttpSettings;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.StoreSettings;
import dev.tidemark.deploy.Environment;
import dev.tidemark.deploy.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes of values, over a matrix of them. */
class HelmTemplateTest {

  private static final Map<String, String> MATRIX =
      new TreeMap<>(
          Map.of(
              "minimal", "{}",
              "everything", read("everything.yaml"),
              "s3",
                  "store: {pvc: {enabled: false}, s3: {url: 's3://models/news', secret: s3-login}}",
              "own claim", "store: {pvc: {existingClaim: shared-models}}",
              "gpu",
                  "tagger: {gpu: {enabled: true, count: 2}, nodeSelector: {gpu: 'yes'}, tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]}",
              "keda", "tagger: {keda: {enabled: true, authentication: kafka-login}}",
              "hpa", "tagger: {hpa: {enabled: true}}",
              "tls and tokens",
                  "http: {tokens: {readers: true, annotate: true, operate: true}, tls: {secret: tls}}",
              "trainer off", "{trainer: {enabled: false}, networkPolicy: {enabled: false}}",
              "sasl",
                  "kafka: {bootstrapServers: 'a:9093,b:9094', settings: {security.protocol: SASL_SSL, sasl.mechanism: PLAIN}, secretSettings: {sasl.jaas.config: {secret: login, key: jaas}}, secretFiles: trust}"));

  static Stream<String> matrix() {
    return MATRIX.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void everyManifestIsOneThatKubernetesTakes(String name) {
    Chart chart = Chart.rendered(values(name));

    assertThat(chart.manifests()).hasSizeGreaterThan(3).allSatisfy(StrictKubernetes::check);
    List<String> names =
        chart.manifests().stream()
            .map(m -> m.path("kind").asText() + " " + m.at("/metadata/name").asText())
            .toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void tidemarkStartsWithTheEnvironmentAndIsProbedWhereItAnswers(String name) {
    Chart.rendered(values(name)).ofKind("Deployment").forEach(HelmTemplateTest::fits);
  }

  private static void fits(JsonNode deployment) {
    JsonNode container = Chart.container(deployment);
    String[] arguments =
        Chart.stream(container.path("args")).map(JsonNode::asText).toArray(String[]::new);
    assertThatCode(() -> TidemarkCommands.parse(arguments)).doesNotThrowAnyException();

    Configuration settings = Environment.load(Chart.environment(deployment));
    assertThat(container.at("/ports/0/containerPort").asInt())
        .isEqualTo(settings.get(HttpSettings.PORT));
    String scheme = settings.get(HttpSettings.TLS_KEYSTORE).equals("none") ? "HTTP" : "HTTPS";
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode get = container.path(probe).path("httpGet");
      assertThat(get.path("path").asText()).isIn("/health/live", "/health/ready");
      assertThat(get.path("port").asText()).isEqualTo(container.at("/ports/0/name").asText());
      assertThat(get.path("scheme").asText()).isEqualTo(scheme);
    }
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    assertThat(
            Duration.ofSeconds(
                Chart.pod(deployment).path("terminationGracePeriodSeconds").asLong()))
        .as("longer than Tidemark waits for what is in flight")
        .isGreaterThan(settings.get(Settings.CLOSE_TIMEOUT).plusSeconds(10));
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void podsAreRestrictedAndSecretsOnlyReferredTo(String name) {
    Chart chart = Chart.rendered(values(name));

    assertThat(chart.has("Secret")).isFalse();
    chart
        .ofKind("Deployment")
        .forEach(
            deployment -> {
              JsonNode pod = Chart.pod(deployment);
              assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
              assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
              assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                  .isEqualTo("RuntimeDefault");
              assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
              JsonNode container = Chart.container(deployment).path("securityContext");
              assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
              assertMounted(deployment);
              assertSelected(chart, deployment);
            });
  }

  /** Each file and folder that the settings name is mounted, and each mount has its volume. */
  private static void assertMounted(JsonNode deployment) {
    JsonNode pod = Chart.pod(deployment);
    List<String> mounts =
        Chart.stream(Chart.container(deployment).path("volumeMounts"))
            .map(m -> m.path("mountPath").asText())
            .toList();
    assertThat(Chart.stream(Chart.container(deployment).path("volumeMounts")))
        .extracting(m -> m.path("name").asText())
        .containsExactlyInAnyOrderElementsOf(
            Chart.stream(pod.path("volumes")).map(v -> v.path("name").asText()).toList());
    Chart.environment(deployment)
        .forEach(
            (variable, value) -> {
              String path = value.startsWith("file:") ? value.substring(5) : value;
              if (path.startsWith("/")) {
                assertThat(mounts)
                    .as(variable)
                    .anyMatch(mount -> path.startsWith(mount + "/") || path.equals(mount));
              }
            });
  }

  private static void assertSelected(Chart chart, JsonNode deployment) {
    JsonNode labels = deployment.at("/spec/template/metadata/labels");
    assertThat(matches(deployment.at("/spec/selector/matchLabels"), labels)).isTrue();
    assertThat(
            chart
                .ofKind("Service")
                .filter(service -> matches(service.at("/spec/selector"), labels)))
        .as("services of " + deployment.at("/metadata/name"))
        .hasSize(1);
  }

  private static boolean matches(JsonNode selector, JsonNode labels) {
    return selector.properties().stream()
        .allMatch(entry -> entry.getValue().equals(labels.path(entry.getKey())));
  }

  @Test
  void settingsOfARoleWinOverThoseOfAll() {
    Chart chart =
        Chart.rendered(
            """
            settings: {tidemark.batch.linger: 30ms, tidemark.text.max-tokens: 1000000}
            tagger: {settings: {tidemark.batch.linger: 50ms}}
            """);
    Configuration tagger = settings(chart, "tagger");
    Configuration trainer = settings(chart, "trainer");

    assertThat(tagger.get(Settings.BATCH_LINGER)).isEqualTo(Duration.ofMillis(50));
    assertThat(trainer.get(Settings.BATCH_LINGER)).isEqualTo(Duration.ofMillis(30));
    assertThat(tagger.get(Settings.TEXT_MAX_TOKENS)).isEqualTo(1_000_000);
  }

  @Test
  void kafkasSettingsAndSecretsReachTheClients() {
    Chart chart = Chart.rendered(values("sasl"));

    assertThat(settings(chart, "tagger").kafka())
        .containsEntry("bootstrap.servers", "a:9093,b:9094")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "from-a-secret-of-the-cluster");
    List<String> ports =
        Chart.stream(chart.ofKind("NetworkPolicy").findFirst().orElseThrow().at("/spec/egress"))
            .flatMap(rule -> Chart.stream(rule.path("ports")))
            .map(port -> port.path("port").asText())
            .toList();
    assertThat(ports).contains("53", "9093", "9094");
  }

  @Test
  void aGpuIsAskedForAndUsed() {
    Chart chart = Chart.rendered(values("gpu"));

    JsonNode tagger = chart.one("Deployment", "news-tidemark-tagger");
    assertThat(Chart.container(tagger).at("/resources/limits").path("nvidia.com/gpu").asText())
        .isEqualTo("2");
    assertThat(settings(chart, "tagger").get(Settings.DEVICE)).isEqualTo("gpu");
    assertThat(settings(chart, "trainer").get(Settings.DEVICE)).isEqualTo("auto");
    assertThat(Chart.pod(tagger).at("/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
  }

  @Test
  void whatScalesTheTaggersIsTheOnlyOneToSayHowMany() {
    for (String name : List.of("hpa", "keda")) {
      Chart chart = Chart.rendered(values(name));
      assertThat(chart.one("Deployment", "news-tidemark-tagger").at("/spec").has("replicas"))
          .isFalse();
      JsonNode scaler =
          chart
              .ofKind(name.equals("hpa") ? "HorizontalPodAutoscaler" : "ScaledObject")
              .findFirst()
              .orElseThrow();
      assertThat(scaler.at("/spec/scaleTargetRef/name").asText()).isEqualTo("news-tidemark-tagger");
    }
    JsonNode trigger =
        Chart.rendered(
                "{settings: {tidemark.application.id: desk, tidemark.topics.texts: wire}, tagger: {keda: {enabled: true}}}")
            .ofKind("ScaledObject")
            .findFirst()
            .orElseThrow()
            .at("/spec/triggers/0/metadata");
    assertThat(trigger.path("consumerGroup").asText()).isEqualTo("desk");
    assertThat(trigger.path("topic").asText()).isEqualTo("wire");
  }

  @Test
  void theModelStoreIsAVolumeOrABucket() {
    assertThat(settings(Chart.rendered("{}"), "trainer").get(StoreSettings.URL))
        .isEqualTo("/var/lib/tidemark/models");
    assertThat(Chart.rendered(values("own claim")).has("PersistentVolumeClaim")).isFalse();

    Chart bucket = Chart.rendered(values("s3"));
    assertThat(bucket.has("PersistentVolumeClaim")).isFalse();
    assertThat(settings(bucket, "tagger").get(StoreSettings.URL)).isEqualTo("s3://models/news");
  }

  @Test
  void theAlertsAreThoseOfPrometheus() throws Exception {
    Path alerts = Path.of("deploy", "prometheus", "alerts.yml");
    assertThat(Chart.FOLDER.resolve("files/alerts.yml"))
        .as("cp %s helm/tidemark/files/", alerts)
        .hasSameTextualContentAs(alerts);

    JsonNode rule =
        Chart.rendered("prometheusRule: {enabled: true}")
            .ofKind("PrometheusRule")
            .findFirst()
            .orElseThrow();
    assertThat(rule.path("spec")).isEqualTo(Yaml.file(alerts));
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsFound() {
    ObjectNode deployment =
        Chart.rendered("{}").one("Deployment", "news-tidemark-tagger").deepCopy();
    ((ObjectNode) Chart.container(deployment)).put("imagePullPolcy", "Always");

    assertThatThrownBy(() -> StrictKubernetes.check(deployment))
        .message()
        .contains("imagePullPolcy");
  }

  private static Configuration settings(Chart chart, String role) {
    return Environment.load(Chart.environment(chart.one("Deployment", "news-tidemark-" + role)));
  }

  private static String values(String name) {
    return java.util.Objects.requireNonNull(MATRIX.get(name));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of("src", "test", "resources", "helm", file));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
