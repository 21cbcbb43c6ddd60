package dev.tidemark.model.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code manifest.json}: others read it, so its text is part of the promise. */
class ManifestTest {

  private static final ModelVersion M7 = new ModelVersion("m", 7);
  private static final String WRITTEN =
      """
      {"name":"m","number":7,"parent":"m@6","created":"2026-11-23T10:15:30Z","upload":"0123abcd",
       "data":{"a.tsv":"12"},"settings":{"seed":"7"},"metrics":{"f1":0.5},"gate":null,
       "files":[{"path":"config.json","size":2,
         "sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}]}
      """;

  @Test
  void isReadAndWrittenAsItStands() throws IOException {
    Manifest manifest = Manifest.read(M7, WRITTEN.getBytes(UTF_8));

    assertThat(manifest.parent()).hasToString("m@6");
    assertThat(manifest.gate()).isNull();
    assertThat(manifest.size()).isEqualTo(2);
    ObjectMapper json = new ObjectMapper();
    JsonNode again = json.readTree(ManifestJson.write(manifest));
    assertThat(again).isEqualTo(json.readTree(WRITTEN));
  }

  @Test
  void whatALaterTidemarkAddsIsKept() throws IOException {
    String later = WRITTEN.replace("{\"name\"", "{\"signed_by\":{\"key\":[1,2]},\"name\"");

    Manifest manifest = Manifest.read(M7, later.getBytes(UTF_8));

    assertThat(manifest.others().toString()).isEqualTo("{signed_by={\"key\":[1,2]}}");
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(ManifestJson.write(manifest))).isEqualTo(json.readTree(later));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "/etc/passwd",
        "a/../../x",
        "a//b",
        "a/",
        "./a",
        ".lock",
        "a/.b",
        "a\\\\b",
        "",
        "a\\u0000b",
        "manifest.json"
      })
  void noPathLeadsOutOfTheFolder(String path) {
    byte[] bytes = WRITTEN.replace("config.json", path).getBytes(UTF_8);
    assertThatThrownBy(() -> Manifest.read(M7, bytes))
        .isInstanceOf(CorruptVersionException.class)
        .hasMessageContaining("manifest.json of m@7 is damaged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"number\":7        | \"number\":8        | manifest of m@8",
        "\"number\":7        | \"number\":\"7\"    | 'number'",
        "\"name\":\"m\",     | ``                  | 'name' is missing",
        "\"m@6\"             | \"m\"               | no version",
        "2026-11-23T10:15:30Z| yesterday           | yesterday",
        "\"size\":2          | \"size\":-2         | size",
        "44136fa             | 44136FA             | SHA-256",
        "{\"f1\":0.5}        | 3                   | 'metrics'",
        "0123abcd            | ../../x             | upload",
      })
  void whatIsWrongIsNamed(String right, String wrong, String named) {
    byte[] bytes = WRITTEN.replace(right, wrong).getBytes(UTF_8);
    assertThatThrownBy(() -> Manifest.read(M7, bytes))
        .isInstanceOf(CorruptVersionException.class)
        .hasMessageContaining(named);
  }
}
