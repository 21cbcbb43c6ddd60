package dev.tidemark.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelVersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"newswire@1", "a@999999999", "0.x_Y-z@10"})
  void isWrittenAsItIsRead(String text) {
    assertThat(ModelVersion.parse(text)).hasToString(text);
    assertThat(ModelVersion.isVersion(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "newswire",
        "@1",
        "newswire@",
        "newswire@0",
        "newswire@01",
        "newswire@-1",
        "newswire@1000000000",
        "newswire@1 ",
        "a@b@1",
        "../x@1",
        "a/b@1",
        "a\\b@1",
        ".a@1",
        "..@1",
        "-a@1",
        "a b@1",
        "é@1",
        "a\n@1",
        "newswire@１"
      })
  void refusesWhatIsNone(String text) {
    assertThat(ModelVersion.isVersion(text)).isFalse();
    assertThatThrownBy(() -> ModelVersion.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101})
  void aNameHasUpTo100Characters(int length) {
    assertThat(ModelVersion.isName("a".repeat(length))).isEqualTo(length == 100);
  }
}
