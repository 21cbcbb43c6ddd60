package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerSettingsTest {

  /** Twelve layers, each learning at 0.9 of the rate of the one above it. */
  @ParameterizedTest
  @CsvSource({
    "classifier.weight,                           5",
    "classifier.bias,                             5",
    "encoder.layer.11.output.dense.weight,        1",
    "encoder.layer.11.attention.self.query.bias,  1",
    "encoder.layer.10.output.LayerNorm.weight,    0.9",
    "encoder.layer.9.output.dense.weight,         0.81",
    "encoder.layer.1.output.dense.weight,         0.34867844",
    "encoder.layer.0.output.dense.weight,         0.3138105961",
    "embeddings.word_embeddings.weight,           0.28242953649",
    "embeddings.LayerNorm.bias,                   0.28242953649"
  })
  void lowerLayersLearnMoreSlowly(String tensor, double share) {
    OptimizerSettings settings = new OptimizerSettings(1e-4, 5, 0.9, 0.01, 1, 1);
    assertThat(settings.rateOf(tensor, 12)).isCloseTo(share, within(1e-8));
  }

  @Test
  void withoutLayerDecayTheEncoderLearnsAtOneRate() {
    OptimizerSettings settings = new OptimizerSettings(1e-4, 1, 1, 0.01, 1, 1);
    assertThat(settings.rateOf("embeddings.word_embeddings.weight", 12)).isEqualTo(1);
    assertThat(settings.rateOf("encoder.layer.0.output.dense.weight", 12)).isEqualTo(1);
    assertThat(settings.rateOf("classifier.weight", 12)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "classifier.weight,                         0.01",
    "classifier.bias,                           0",
    "encoder.layer.1.output.dense.weight,       0.01",
    "encoder.layer.1.output.dense.bias,         0",
    "encoder.layer.1.output.LayerNorm.weight,   0",
    "encoder.layer.1.output.LayerNorm.bias,     0",
    "embeddings.LayerNorm.weight,               0",
    "embeddings.position_embeddings.weight,     0.01"
  })
  void biasesAndLayerNormsDoNotDecay(String tensor, double decay) {
    assertThat(new OptimizerSettings(1e-4, 5, 0.9, 0.01, 1, 1).decayOf(tensor)).isEqualTo(decay);
  }
}
