package dev.tidemark.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.slf4j.Logger;

/**
 * A real S3 server, Adobe's S3Mock, in a JVM of its own; Maven wrote its class path down (profile
 * s3mock in pom.xml).
 */
public final class S3Server implements AutoCloseable {

  public static final String BUCKET = "tidemark";

  /** Only S3Mock would believe it. */
  public static final String SECRET = "a-secret-that-must-not-show";

  private static final Pattern PORT =
      Pattern.compile("Tomcat started on ports .*?(\\d+) \\(http\\)");

  private final Process process;
  private final Path log;
  private final URI endpoint;

  private S3Server(Process process, Path log) {
    this.process = process;
    this.log = log;
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    "S3Mock ended by itself:\n" + Files.readString(log));
              }
              return Files.readString(log).contains("Started S3MockApplication");
            });
    this.endpoint = endpoint();
  }

  /** Also gives this JVM credentials, where the SDK looks for them. */
  public static S3Server start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", SECRET);
    try {
      // S3Mock's own slf4j is older than its logback wants: ours comes first.
      String slf4j =
          Path.of(Logger.class.getProtectionDomain().getCodeSource().getLocation().getPath())
              .toString();
      String classPath =
          slf4j + ":" + Files.readString(Path.of("target/s3mock.class-path")).strip();
      Path data = Files.createTempDirectory("s3mock-");
      Path log = Files.createTempFile("s3mock-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              classPath,
              "com.adobe.testing.s3mock.S3MockApplication",
              "--server.port=0",
              "--com.adobe.testing.s3mock.http-port=0",
              "--com.adobe.testing.s3mock.store.root=" + data,
              "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET);
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new S3Server(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "S3Mock did not start; 'mvn process-test-resources' fetches it", e);
    }
  }

  private URI endpoint() {
    try {
      Matcher matcher = PORT.matcher(Files.readString(log));
      if (!matcher.find()) {
        throw new IllegalStateException("S3Mock has no port:\n" + Files.readString(log));
      }
      return URI.create("http://localhost:" + matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI address() {
    return endpoint;
  }

  public S3Settings settings(String prefix) {
    return new S3Settings(BUCKET, prefix, endpoint, null, true);
  }

  /** Asked to stop, it removes its files. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
