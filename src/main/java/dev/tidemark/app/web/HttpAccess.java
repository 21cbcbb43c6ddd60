package dev.tidemark.app.web;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HttpSettings;
import dev.tidemark.app.settings.Setting;
import dev.tidemark.ops.http.HttpOptions;
import dev.tidemark.ops.http.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From settings to what the server asks of its clients. */
final class HttpAccess {

  private static final String FILE = "file:";
  private static final String NONE = "none";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private HttpAccess() {}

  /**
   * As the settings say.
   *
   * @throws UsageException when they leave open what must not be, or name a file that cannot be
   *     read
   */
  static HttpOptions options(Configuration settings, Tokens tokens, int port) {
    try {
      return new HttpOptions(
          settings.get(HttpSettings.HOST),
          port,
          tls(settings),
          tokens,
          new HttpOptions.Limits(
              settings.get(HttpSettings.MAX_BODY),
              settings.get(HttpSettings.RATE),
              settings.get(HttpSettings.MAX_CONNECTIONS),
              settings.get(HttpSettings.MAX_CONNECTIONS_PER_ADDRESS),
              PATIENCE));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static HttpOptions.@Nullable Tls tls(Configuration settings) {
    String keystore = settings.get(HttpSettings.TLS_KEYSTORE);
    if (keystore.equals(NONE)) {
      if (!settings.get(HttpSettings.TLS_PASSWORD).isEmpty()) {
        throw new UsageException(
            "tidemark.http.tls.password is set, and tidemark.http.tls.keystore is not: this would be plain HTTP");
      }
      return null;
    }
    Path file = Path.of(keystore);
    if (!Files.isReadable(file)) {
      throw new UsageException(
          "tidemark.http.tls.keystore: %s cannot be read; name a PKCS12 file".formatted(file));
    }
    return new HttpOptions.Tls(file, secret(HttpSettings.TLS_PASSWORD, settings));
  }

  private static String secret(Setting<String> setting, Configuration settings) {
    String value = settings.get(setting);
    if (!value.startsWith(FILE)) {
      return value;
    }
    try {
      String text = Files.readString(Path.of(value.substring(FILE.length()))).strip();
      if (text.isEmpty()) {
        throw new UsageException(setting.name() + ": the file is empty");
      }
      return text;
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          "%s: the file cannot be read (%s)".formatted(setting.name(), e.getMessage()), e);
    }
  }
}
