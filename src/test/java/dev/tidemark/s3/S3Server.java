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
 *
 * <p>It serves one request at a time. S3Mock 4.11.0 looks whether a key is there and writes it in
 * two steps, so of several writers with {@code If-None-Match: *} whom it serves at once, several
 * are told that they won (8 of 8 have been seen); Amazon S3 promises that one is. With one request
 * thread the promise holds here too. What tests of concurrent publishers then show is what our side
 * does with it: that it asks for the condition, and that losers take another number and leave
 * nothing. They do not show that some server keeps the promise under load.
 */
public final class S3Server implements AutoCloseable {

  public static final String BUCKET = "tidemark";

  /** Only S3Mock would believe it. */
  public static final String SECRET = "a-secret-that-must-not-show";

  private static final Pattern PORT = Pattern.compile("Tomcat started on ports (\\d+) \\(http\\)");

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
              // Spring's limits hold for its own connector, which is HTTPS unless told otherwise;
              // for S3Mock's additional HTTP connector they do not.
              "--server.ssl.enabled=false",
              "--server.tomcat.threads.max=1",
              "--server.tomcat.threads.min-spare=1",
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
