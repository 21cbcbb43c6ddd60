package dev.tidemark.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart refuses before anything is installed. */
class HelmSchemaTest {

  private static final Path FILE = Chart.FOLDER.resolve("values.schema.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theSchemaKnowsTheSettingsAsTheyAreDeclared() throws Exception {
    ObjectNode schema = (ObjectNode) JSON.readTree(FILE.toFile());
    ObjectNode expected = schema.deepCopy();
    ((ObjectNode) expected.path("definitions")).set("settings", SettingsSchema.of());
    if (Boolean.getBoolean("helm.schema.write")) {
      Files.writeString(
          FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(expected) + "\n");
      return;
    }

    assertThat(JSON.writeValueAsString(schema))
        .as("write it anew: mvn test -Dtest=HelmSchemaTest -Dhelm.schema.write=true")
        .isEqualTo(JSON.writeValueAsString(expected));
  }

  @Test
  void helmFindsNothingToSay() {
    LintResult lint = new Helm(Chart.FOLDER).lint().strict().call();

    assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          settings: {tidemark.batch.lingr: 20ms}         | tidemark.batch.lingr
          settings: {tidemark.batch.linger: 20}          | tidemark.batch.linger
          settings: {tidemark.batch.max-requests: 0}     | tidemark.batch.max-requests
          settings: {tidemark.dtype: int8}               | tidemark.dtype
          settings: {tidemark.http.host: 127.0.0.1}      | tidemark.http.host
          tagger: {replica: 2}                           | replica
          tagger: {replicas: two}                        | replicas
          tagger: {settings: {tidemark.threads: -1}}     | tidemark.threads
          kafka: {bootstrapServers: ""}                  | bootstrapServers
          kafka: {bootstrapServers: broker}              | bootstrapServers
          kafka: {settings: {Security.Protocol: x}}      | Security.Protocol
          kafka: {secretSettings: {sasl.jaas.config: x}} | sasl.jaas.config
          http: {tokens: {secret: ""}}                   | secret
          http: {tokens: {read: abc}}                    | read
          http: {port: 80}                               | port
          closeTimeoutSeconds: 0                         | closeTimeoutSeconds
          store: {s3: {url: "http://bucket"}}            | url
          store: {pvc: {size: big}}                      | size
          image: {pullPolicy: Sometimes}                 | pullPolicy
          trainer: {enabled: "yes"}                      | enabled
          tokens: {}                                     | tokens
          store: {pvc: {enabled: false}}                 | set store.s3.url
          store: {s3: {url: "s3://b/m"}}                 | set store.pvc.enabled=false
          tagger: {hpa: {enabled: true}, keda: {enabled: true}} | enable one of them
          """)
  void aWrongValueIsNamed(String values, String named) {
    assertThatThrownBy(() -> Chart.rendered(values)).message().contains(named);
  }
}
