package dev.tidemark.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where redirects may lead, and whose the token is. */
class HubClientTest {

  private static final URI HUB = URI.create("https://huggingface.co");

  @Test
  void neverFromHttpsToHttp() {
    HubClient client = new HubClient(settings(HUB));

    assertThat(redirect(client, "https://cdn.example/x?s=1"))
        .hasToString("https://cdn.example/x?s=1");
    assertThat(redirect(client, "/api/models/new/name"))
        .hasToString("https://huggingface.co/api/models/new/name");
    for (String wrong :
        List.of("http://cdn.example/x?s=1", "http://huggingface.co/x?s=1", "file:///etc/x?s=1")) {
      assertThatThrownBy(() -> redirect(client, wrong))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("not https: refused")
          .hasMessageNotContaining("s=1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://huggingface.co/a/b, true",
    "https://HuggingFace.co:443/a, true",
    "https://cdn.huggingface.co/a, false",
    "https://huggingface.co:8443/a, false",
    "http://huggingface.co/a, false",
    "https://huggingface.co.evil.example/a, false",
    "https://huggingface.co@evil.example/a, false",
  })
  void theTokenBelongsToTheEndpointsOrigin(URI uri, boolean token) {
    assertThat(settings(HUB).isEndpointsOrigin(uri)).isEqualTo(token);
  }

  @Test
  void anEndpointMayHaveAPath() {
    assertThat(settings(URI.create("https://mirror.example/hf/")).at("/api/x"))
        .hasToString("https://mirror.example/hf/api/x");
  }

  private static URI redirect(HubClient client, String location) {
    return client.target(
        HUB.resolve("/x"), HttpHeaders.of(Map.of("Location", List.of(location)), (n, v) -> true));
  }

  private static HubSettings settings(URI endpoint) {
    return new HubSettings(endpoint, "token", Path.of("cache"), false);
  }
}
