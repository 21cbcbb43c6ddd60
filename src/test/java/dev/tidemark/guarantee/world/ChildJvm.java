package dev.tidemark.guarantee.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that runs a class of the test's class path, and what it printed. */
public final class ChildJvm implements AutoCloseable {

  /** What a process that died of SIGKILL leaves as its exit value. */
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final Path log;

  private ChildJvm(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A small JVM that starts fast: these live for seconds. */
  public static ChildJvm start(List<String> options, String main, List<String> arguments) {
    return startUnder(List.of(), options, main, arguments);
  }

  /** Likewise, run by another program, which must become the JVM as {@code exec} does. */
  public static ChildJvm startUnder(
      List<String> program, List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>(program);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    try {
      Path log = Files.createTempFile("child-", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      // A test JVM that is stopped from outside must not leave children behind.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ChildJvm(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("a child did not start", e);
    }
  }

  /** What its threads do now, as {@code jstack} writes it; empty while it is not to be asked. */
  public String threads() {
    assertAlive();
    try {
      Process asked =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid()),
                  "Thread.print")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("jcmd could not be run", e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** {@code STOP}: it hangs, and its connections with it; {@code CONT}: it goes on. */
  public void signal(String name) {
    assertAlive();
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      assertThat(code).as("kill -" + name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException("kill could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public void kill() {
    assertAlive();
    process.destroyForcibly();
    assertThat(awaitEnd()).as("died of SIGKILL").isEqualTo(KILLED);
  }

  public void assertAlive() {
    assertThat(process.isAlive()).as(() -> "a child ended by itself:\n" + log()).isTrue();
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  private int awaitEnd() {
    return awaitEnd(Duration.ofSeconds(20));
  }

  /** Its exit value. */
  public int awaitEnd(Duration patience) {
    try {
      assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
          .as(() -> "the child is gone:\n" + log())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a child was dying", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    int ignored = awaitEnd();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      log.toFile().deleteOnExit();
    }
  }
}
