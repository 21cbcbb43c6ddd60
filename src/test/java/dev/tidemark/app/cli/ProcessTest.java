package dev.tidemark.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.Main;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: locale, streams, exit code. */
class ProcessTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
  void standardStreamsAreUtf8WhateverTheLocale(String locale) throws Exception {
    Result result = run(TestCommands.class, locale, "Über 東京 🙂\n", "echo");

    assertThat(result.code).isZero();
    assertThat(result.out).isEqualTo("device auto\nÜber 東京 🙂\n");
    assertThat(result.err).isEqualTo("a library's chatter\n");
  }

  @Test
  void errorsAreUtf8Too() throws Exception {
    String name = "TIDEMARK_\u00c9";
    Result result = run(TestCommands.class, "C.UTF-8", "", "echo", "-D", name + "=1");

    assertThat(result.code).isEqualTo(2);
    assertThat(result.err).contains("unknown setting " + name);
  }

  @Test
  void theExitCodeReachesTheSystem() throws Exception {
    assertThat(run(TestCommands.class, "C", "", "fail", "--how", "failed").code).isEqualTo(1);
    assertThat(run(TestCommands.class, "C", "", "fail", "--how", "memory").code).isEqualTo(1);

    Result none = run(Main.class, "C", "", "no-such-command");
    assertThat(none.code).isEqualTo(2);
    assertThat(none.err).startsWith("error: there is no command 'no-such-command'");

    Result version = run(Main.class, "C", "", "--version");
    assertThat(version.code).isZero();
    assertThat(version.out).startsWith("tidemark ").hasLineCount(1);
    assertThat(version.err).isEmpty();
  }

  private Result run(Class<?> main, String locale, String in, String... arguments)
      throws Exception {
    Path stdin = Files.writeString(folder.resolve("in"), in);
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(stdin.toFile())
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    // The JVM would write "Picked up …" to standard error.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().put("LC_ALL", locale);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(out.toPath(), UTF_8),
        Files.readString(err.toPath(), UTF_8));
  }

  private record Result(int code, String out, String err) {}
}
