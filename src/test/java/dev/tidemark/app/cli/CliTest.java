package dev.tidemark.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment = Map.of();

  @Test
  void aCommandThatIsDone() {
    assertThat(run("echo")).isEqualTo(ExitCode.DONE);
    assertThat(out()).isEqualTo("device auto\nÜber 東京 🙂\n");
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          failed      | 1 | no broker answers at x:1; start one
          usage       | 2 | --a excludes --b; drop one
          null        | 1 | unexpected NullPointerException; --verbose shows where it happened
          file        | 1 | there is no file news.jsonl
          interrupted | 1 | interrupted before the work was done
          error       | 1 | unexpected UnsatisfiedLinkError: libtorch; --verbose shows where it happened
          memory      | 1 | out of memory (Java heap space); give the JVM more, e.g. TIDEMARK_JAVA_OPTS=-Xmx4g
          """)
  void howACommandFails(String how, int code, String line) {
    assertThat(run("fail", "--how", how)).isEqualTo(code);
    assertThat(err()).isEqualTo("error: " + line + "\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void theCodeACommandReturnsIsTheProcess() {
    assertThat(run("fail", "--how", "code")).isEqualTo(1);
    assertThat(err()).isEmpty();
  }

  @Test
  void verboseShowsTheStackTraceWhereverItStands() {
    run("--verbose", "fail", "--how", "failed");
    String before = err();
    err.reset();
    run("fail", "--how", "failed", "--verbose");

    assertThat(before)
        .startsWith("error: no broker answers at x:1; start one\n")
        .contains(
            "\tat dev.tidemark.app.cli.TestCommands$Fail.call(", "IllegalStateException: inner");
    assertThat(err()).startsWith("error: no broker").contains("\tat dev.tidemark.app.cli.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ehco            | there is no command 'ehco' (did you mean 'echo'?); see 'tidemark --help'
          serve           | there is no command 'serve'; see 'tidemark --help'
          group eco       | there is no command 'eco' (did you mean 'echo'?); see 'tidemark group --help'
          group           | Missing required subcommand; see 'tidemark group --help'
          echo --devcie x | there is no option '--devcie' (did you mean '--device'?); see 'tidemark echo --help'
          echo -x         | there is no option '-x'; see 'tidemark echo --help'
          echo more       | 'more' is one argument too many; see 'tidemark echo --help'
          fail            | Missing required option: '--how=<how>'; see 'tidemark fail --help'
          echo --config   | Missing required parameter for option '--config' (FILE); see 'tidemark echo --help'
          echo -D a       | Value for option '-D' (NAME=VALUE) should be in KEY=VALUE format but was a; see 'tidemark echo --help'
          """)
  void wrongUsage(String arguments, String line) {
    assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err()).isEqualTo("error: " + line + "\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void noCommandAtAll() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err()).isEqualTo("error: Missing required subcommand; see 'tidemark --help'\n");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(run("echo", "--help")).isZero();
    assertThat(out())
        .contains("Usage: tidemark [", "Exit codes:", "echo", "Usage: tidemark echo", "--device")
        .contains("--config", "tidemark echo < FILE");
    assertThat(err()).isEmpty();
  }

  @Test
  void versionIsOneLine() {
    assertThat(run("--version")).isZero();
    assertThat(out()).matches("tidemark \\S+ \\(Java 1?\\d[^\n]*\\)\n");
  }

  @Test
  void settingsComeFromEverywhereTheStrongestWins() throws Exception {
    assertThat(device()).isEqualTo("auto");

    Files.writeString(folder.resolve("tidemark.properties"), "tidemark.device=gpu:1");
    assertThat(device()).isEqualTo("gpu:1");

    Files.writeString(folder.resolve("other.properties"), "tidemark.device=gpu:2");
    assertThat(device("--config", "other.properties")).isEqualTo("gpu:2");

    environment = Map.of("TIDEMARK_DEVICE", "gpu:3");
    assertThat(device("--config=other.properties")).isEqualTo("gpu:3");

    assertThat(device("-D", "tidemark.device=gpu:4")).isEqualTo("gpu:4");
    assertThat(device("-Dtidemark.device=gpu:5")).isEqualTo("gpu:5");
    assertThat(device("-D=tidemark.device=gpu:6")).isEqualTo("gpu:6");
    assertThat(device("-Dtidemark.device=gpu:7", "--device", "cpu")).isEqualTo("cpu");
  }

  @Test
  void globalOptionsMayStandBeforeTheCommand() {
    assertThat(run("-Dtidemark.device=gpu:8", "group", "echo")).isZero();
    assertThat(out()).startsWith("device gpu:8\n");
  }

  @Test
  void theValueOfASettingMayHoldAnything() {
    assertThat(run("echo", "-D", "tidemark.kafka.sasl.jaas.config=a b=\"c, d\" @e;")).isZero();
  }

  @Test
  void allMistakesOfTheConfigurationInOneGo() {
    environment = Map.of("TIDEMARK_DTYPE", "int8");

    assertThat(run("echo", "--device", "tpu", "--config", "none.properties")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            """
            error: 3 mistakes in the configuration:
              - there is no configuration file %s
              - tidemark.device is 'tpu' (--device): must be one of auto, cpu, gpu, gpu:N
              - tidemark.dtype is 'int8' (environment variable TIDEMARK_DTYPE): must be one of auto, fp32, bf16
            """
                .formatted(folder.resolve("none.properties")));
    assertThat(out()).isEmpty();
  }

  private String device(String... arguments) {
    out.reset();
    String[] all = new String[arguments.length + 1];
    all[0] = "echo";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertThat(run(all)).as(err()).isZero();
    return out().lines().findFirst().orElseThrow().substring("device ".length());
  }

  private int run(String... arguments) {
    return TestCommands.CLI.run(
        new Surroundings(
            new ByteArrayInputStream("Über 東京 🙂\n".getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            Map.of(),
            folder),
        arguments);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
