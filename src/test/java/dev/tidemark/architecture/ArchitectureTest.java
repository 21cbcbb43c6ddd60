package dev.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Architecture} holds; and it is not so lenient that anything would hold. */
class ArchitectureTest {

  private static final String WRONG_WORLD = "dev.tidemark.architecture.wrong";

  private static final JavaClasses WRONG = new ClassFileImporter().importPackages(WRONG_WORLD);

  private static final JavaClasses TIDEMARK =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // Nor those of the profile peers, which lie where ArchUnit does not look for tests.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.tidemark");

  static Stream<ArchRule> rules() {
    return new Architecture("dev.tidemark").rules().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(TIDEMARK);
  }

  @Test
  void somethingIsChecked() {
    assertThat(TIDEMARK.contain("dev.tidemark.app.Main")).isTrue();
    assertThat(TIDEMARK.contain("dev.tidemark.text.TextRecord")).isTrue();
  }

  /** Each rule against classes that break it, named after what they do. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text imports of Tidemark only []           | TextThatImportsModel
          model imports of Tidemark only [text]      | ModelThatImportsStream
          every class is in a package                | ClassOfAnUnknownPackage
          text imports nothing but the JDK           | TextThatImportsJackson
          only torch imports DJL                     | ModelThatImportsDjl
          only s3 imports the AWS SDK                | ModelThatImportsTheAwsSdk
          only stream imports Kafka Streams          | AppThatImportsKafkaStreams
          only stream, ops, app imports Kafka        | ModelThatImportsKafkaClients
          only app imports the Kafka broker          | StreamThatImportsTheBroker
          only CommitBarrier imports internals       | StreamThatImportsInternals
          only ops imports Micrometer                | StreamThatImportsMicrometer
          only ops imports Micrometer                | AppThatImportsTheHttpServer
          only ops.tracing imports OpenTelemetry     | StreamThatImportsOpenTelemetry
          only app imports picocli                   | StreamThatImportsPicocli
          no part of app depends on itself           | AppInACircle
          no part of app imports app itself          | AppThatLooksUp
          """)
  void isBrokenByAWrongClass(String rule, String culprit) {
    List<ArchRule> matching =
        new Architecture(WRONG_WORLD)
            .rules().stream().filter(r -> r.getDescription().startsWith(rule)).toList();

    assertThat(matching).hasSize(1);
    List<String> details = matching.get(0).evaluate(WRONG).getFailureReport().getDetails();
    assertThat(details).isNotEmpty().allSatisfy(d -> assertThat(d).contains(WRONG_WORLD));
    assertThat(details).anySatisfy(d -> assertThat(d).contains(culprit));
    assertThat(details)
        .noneSatisfy(d -> assertThat(d).contains("<" + WRONG_WORLD + ".stream.CommitBarrier."));
  }
}
