package dev.tidemark.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                                       | PROMETHEUS
          */*                                                                      | PROMETHEUS
          text/html                                                                | PROMETHEUS
          text/plain;version=0.0.4                                                 | PROMETHEUS
          application/openmetrics-text                                             | OPENMETRICS
          application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPENMETRICS
          Application/OpenMetrics-Text; Version=1.0.0; q=0.3, text/plain; q=0.7    | PROMETHEUS
          application/openmetrics-text;version=2.0.0                               | PROMETHEUS
          application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;q=0.8 | OPENMETRICS
          application/openmetrics-text;q=0                                         | PROMETHEUS
          application/openmetrics-text;q=high                                      | PROMETHEUS
          """)
  void followsTheAcceptHeader(String accept, Exposition expected) {
    assertThat(Exposition.of(accept)).isEqualTo(expected);
  }
}
