package dev.tidemark.app.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.model.hub.HubSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hugging Face's environment variables mean what they mean to its own programs. */
class HubModelsTest {

  @Test
  void withoutAnyItIsThePublicHubAndTheUsualCache() {
    HubSettings settings = HubModels.settings(Map.of("HOME", "/home/ada"));

    assertThat(settings.endpoint()).hasToString("https://huggingface.co");
    assertThat(settings.cache()).isEqualTo(Path.of("/home/ada/.cache/huggingface/hub"));
    assertThat(settings.token()).isNull();
    assertThat(settings.offline()).isFalse();
  }

  @Test
  void theNearestVariableNamesTheCache() {
    assertThat(cache(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x"))).isEqualTo("/x/huggingface/hub");
    assertThat(cache(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/y"))).isEqualTo("/y/hub");
    assertThat(cache(Map.of("HF_HOME", "/y", "HF_HUB_CACHE", "/z"))).isEqualTo("/z");
    assertThat(cache(Map.of("HOME", "/h", "HF_HOME", "~/models"))).isEqualTo("/h/models/hub");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache(Map.of()))
        .withMessageContaining("set HF_HOME");
  }

  @ParameterizedTest
  @CsvSource({
    "HF_HUB_OFFLINE, 1, true",
    "HF_HUB_OFFLINE, true, true",
    "TRANSFORMERS_OFFLINE, YES, true",
    "TRANSFORMERS_OFFLINE, on, true",
    "HF_HUB_OFFLINE, 0, false",
    "HF_HUB_OFFLINE, false, false",
  })
  void offline(String variable, String value, boolean offline) {
    assertThat(HubModels.settings(Map.of("HF_HOME", "/y", variable, value)).offline())
        .isEqualTo(offline);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"huggingface.co", "ftp://host", "https://", "a b", "https://ada:secret@host"})
  void aWrongEndpointIsNamedButNoPasswordInIt(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubModels.settings(Map.of("HF_HOME", "/y", "HF_ENDPOINT", endpoint)))
        .withMessageContaining("HF_ENDPOINT")
        .withMessageNotContaining("secret");
  }

  @Test
  void theTokenIsNotPartOfWhatIsPrinted() {
    Map<String, String> environment = Map.of("HF_HOME", "/y", "HF_TOKEN", "hf_secret");

    assertThat(HubModels.settings(environment).token()).isEqualTo("hf_secret");
    assertThat(HubModels.settings(environment).toString()).doesNotContain("hf_secret");
  }

  private static String cache(Map<String, String> environment) {
    return HubModels.settings(environment).cache().toString();
  }
}
