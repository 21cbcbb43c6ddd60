package dev.tidemark.app.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HotSpot's second compiler, for a few loops only. Let loose it takes a third of a core from the
 * model for minutes (docs/performance.md); without it every checksum takes more than ten times as
 * long, since SHA-256 in hardware is what it alone knows, and a swap is mostly checksums.
 *
 * <p>The launcher asks for it where a process runs long enough to gain by it. The JVM's own option
 * for this, {@code -XX:CompilerDirectivesFile}, writes to standard output, which is not the JVM's.
 */
public final class SecondCompiler {

  /** Set by the launcher, beside leaving the second compiler on. */
  private static final String ASKED_FOR = "second.compiler";

  private static final String HOT_LOOPS = "hot-loops";

  /**
   * The first match counts: checksums, and the conversion of tens of millions of weights between
   * number formats, are compiled by it; all else is not.
   */
  private static final String DIRECTIVES = "compiler-directives.json";

  private static final Logger LOG = LoggerFactory.getLogger(SecondCompiler.class);

  private SecondCompiler() {}

  /** From now on, where the launcher asked for it; does nothing elsewhere. */
  public static void onlyForHotLoops() {
    if (HOT_LOOPS.equals(System.getProperty(ASKED_FOR))) {
      try {
        String answer = addDirectives();
        if (!answer.contains("directives added")) {
          LOG.warn("the JVM compiles more than it should: {}", answer.strip());
        }
      } catch (IOException | JMException | RuntimeException e) {
        LOG.warn("the JVM compiles more than it should: {}", e.toString());
      }
    }
  }

  /** What the JVM answers. */
  private static String addDirectives() throws IOException, JMException {
    Path file = Files.createTempFile("tidemark-", ".json");
    try (InputStream directives =
        Objects.requireNonNull(SecondCompiler.class.getResourceAsStream(DIRECTIVES))) {
      Files.copy(directives, file, StandardCopyOption.REPLACE_EXISTING);
      return String.valueOf(
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerDirectivesAdd",
                  new Object[] {new String[] {file.toString()}},
                  new String[] {String[].class.getName()}));
    } finally {
      Files.delete(file);
    }
  }
}
