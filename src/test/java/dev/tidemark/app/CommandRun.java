package dev.tidemark.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.app.cli.Cli;
import dev.tidemark.app.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of {@code tidemark} inside the test's JVM.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error, logs left out
 */
public record CommandRun(int code, String out, String err) {

  /**
   * What a start would otherwise find out by trying, for longer than most tests take: number format
   * and batch size. Tests that mean the trials pass no environment.
   */
  static final Map<String, String> NO_TRIALS =
      Map.of("TIDEMARK_DTYPE", "bf16", "TIDEMARK_BATCH_MAX_TOKENS", "512");

  private static final ObjectMapper JSON = new ObjectMapper();

  public static CommandRun of(Path folder, byte[] standardInput, String... arguments) {
    return of(NO_TRIALS, folder, standardInput, arguments);
  }

  /** With environment variables. */
  public static CommandRun of(
      Map<String, String> environment, Path folder, byte[] standardInput, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(standardInput),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            Map.of(),
            folder);
    int code = new Cli(Commands.ALL).run(surroundings, arguments);
    return new CommandRun(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  public List<JsonNode> jsonLines() {
    return out.lines().map(CommandRun::parse).toList();
  }

  public JsonNode json() {
    return parse(out);
  }

  public static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }
}
