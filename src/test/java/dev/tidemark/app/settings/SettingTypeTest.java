package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.model.Dtype;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {

  @ParameterizedTest
  @CsvSource({
    "20ms, PT0.02S",
    "5s, PT5S",
    "2m, PT2M",
    "1h, PT1H",
    "0s, PT0S",
    "0ms, PT0S",
    "PT0.02S, PT0.02S",
    "PT1H30M, PT1H30M",
    "1500ms, PT1.5S"
  })
  void durations(String text, Duration meaning) {
    assertThat(DurationText.parse(text)).isEqualTo(meaning);
    assertThat(DurationText.parse(DurationText.format(meaning))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.02S, 20ms",
    "PT60S, 1m",
    "PT90S, 90s",
    "PT120M, 2h",
    "PT0S, 0s",
    "PT0.0005S, PT0.0005S"
  })
  void durationsAreWrittenInTheLargestUnitThatFits(Duration duration, String text) {
    assertThat(DurationText.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20",
        "ms",
        "20 ms",
        "-1s",
        "1.5s",
        "1d",
        "20MS",
        "PT",
        "999999999999999h",
        "99999999999999999999s"
      })
  void whatIsNoDuration(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SettingType.duration(Duration.ZERO, Duration.ofDays(1)).parse(text));
  }

  @Test
  void rangesIncludeTheirEnds() {
    SettingType<Integer> type = SettingType.integer(16, 8192);

    assertThat(type.parse("16")).isEqualTo(16);
    assertThat(type.parse(" 8192 ")).isEqualTo(8192);
    for (String wrong : new String[] {"15", "8193", "", "16.0", "1e3", "99999999999"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> type.parse(wrong));
    }
    SettingType<Duration> linger = SettingType.duration(Duration.ZERO, Duration.ofSeconds(10));
    assertThat(linger.parse("10s")).hasSeconds(10);
    assertThatIllegalArgumentException().isThrownBy(() -> linger.parse("10001ms"));
  }

  @Test
  void choicesAreWrittenInSmallLetters() {
    SettingType<Guarantee> type = SettingType.choice(Guarantee.class);

    assertThat(type.parse("exactly_once_v2")).isEqualTo(Guarantee.EXACTLY_ONCE_V2);
    assertThat(type.format(Guarantee.EXACTLY_ONCE_V2)).isEqualTo("exactly_once_v2");
    for (String wrong : new String[] {"EXACTLY_ONCE_V2", "exactly_once", ""}) {
      assertThatIllegalArgumentException().isThrownBy(() -> type.parse(wrong));
    }
  }

  @Test
  void severalChoices() {
    SettingType<Set<Dtype>> type = SettingType.choicesOf(Dtype.class);

    assertThat(type.parse("bf16, fp32")).containsExactly(Dtype.FP32, Dtype.BF16);
    assertThat(type.format(Set.of(Dtype.BF16))).isEqualTo("bf16");
    for (String wrong : new String[] {"", ",", "bf16,", "bf16 fp32"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> type.parse(wrong));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "news.tagged", "a_b-C9", "..."})
  void topicNames(String name) {
    assertThat(Settings.TOPICS_TEXTS.type().parse(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a b", "é", "a/b"})
  void whatIsNoTopicName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Settings.TOPICS_TEXTS.type().parse(name));
  }

  @Test
  void devices() {
    for (String device : new String[] {"auto", "cpu", "gpu", "gpu:0", "gpu:12"}) {
      assertThat(Settings.DEVICE.type().parse(device)).isEqualTo(device);
    }
    for (String wrong : new String[] {"gpu:", "gpu:x", "cuda", "CPU"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Settings.DEVICE.type().parse(wrong));
    }
  }

  @Test
  void aDeclarationThatCannotHoldIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.of("tidemark.x", SettingType.integer(1, 2), 3, "Doc."));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.of("tidemark.X", SettingType.integer(1, 2), 1, "Doc."));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.of("tidemark.kafka.x", SettingType.integer(1, 2), 1, "Doc."));
  }

  @ParameterizedTest
  @CsvSource({
    "tga, tag, 1",
    "tag, tag, 0",
    "tag, '', 3",
    "kitten, sitting, 3",
    "modles, models, 1"
  })
  void distances(String a, String b, int edits) {
    assertThat(NearestName.distance(a, b)).isEqualTo(edits);
    assertThat(NearestName.distance(b, a)).isEqualTo(edits);
  }
}
