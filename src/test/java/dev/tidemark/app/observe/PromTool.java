package dev.tidemark.app.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's {@code promtool}, where it is installed; {@code .ci/run} installs it. */
record PromTool(Path program) {

  static Optional<PromTool> ifInstalled() {
    return find("promtool").map(PromTool::new);
  }

  /** A program of the PATH. */
  static Optional<Path> find(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Says nothing about a good page. */
  void checkMetrics(String page) {
    run(page, "check", "metrics");
  }

  /** Succeeds, or fails the test with what it says. */
  String run(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Path in = Files.createTempFile("promtool-", ".in");
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command).redirectInput(in.toFile()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(command + " ends").isTrue();
      Files.delete(in);
      assertThat(process.exitValue()).as("%s says%n%s", command, said).isZero();
      return said;
    } catch (IOException e) {
      throw new AssertionError(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command.toString(), e);
    }
  }
}
