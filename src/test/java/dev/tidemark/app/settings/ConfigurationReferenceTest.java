package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

  @Test
  void theDocumentAgreesWithTheDeclarations() throws Exception {
    Path file = Path.of("docs", "configuration.md");
    String expected = ConfigurationReference.markdown(Settings.CATALOGUE);

    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as(
            """
            %s differs from the declarations in Settings.
            Write it anew: ./tidemark config-docs > %s
            What should stand there:
            ----
            %s----
            """,
            file, file, expected)
        .isEqualTo(expected);
  }
}
