package dev.tidemark.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything a command can see of the world outside: the process's own, or a test's.
 *
 * @param out results, nothing else; UTF-8
 * @param err errors, logs, progress; UTF-8
 * @param workingFolder where {@code tidemark.properties} is looked for
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Map<String, String> systemProperties,
    Path workingFolder) {

  public Surroundings {
    environment = Map.copyOf(environment);
    systemProperties = Map.copyOf(systemProperties);
  }

  /**
   * Takes over the streams of this process. Both are UTF-8 whatever the locale: what is written
   * here is read by programs, and {@code LC_ALL=C} (containers, cron) would turn each é into a
   * question mark. From here on {@code System.out} leads to standard error, so that a library that
   * prints does not spoil the JSON on standard output.
   */
  public static Surroundings ofProcess() {
    PrintStream out = utf8(new FileOutputStream(FileDescriptor.out));
    PrintStream err = utf8(new FileOutputStream(FileDescriptor.err));
    System.setOut(err);
    System.setErr(err);
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    return new Surroundings(System.in, out, err, System.getenv(), properties, Path.of(""));
  }

  /** Flushes at each line, so that whoever reads a pipe sees it at once. */
  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(new BufferedOutputStream(stream, 1 << 16), true, UTF_8);
  }
}
