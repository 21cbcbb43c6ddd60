package dev.tidemark.app.settings;

import java.util.List;

/** The settings of the HTTP server: page, REST, metrics and health. */
public final class HttpSettings {

  public static final Setting<String> ENABLED =
      Setting.of(
          "tidemark.http.enabled",
          SettingType.matching("true|false", "true or false"),
          "true",
          "Whether there is an HTTP server at all.");

  public static final Setting<String> HOST =
      Setting.of(
          "tidemark.http.host",
          SettingType.matching("[A-Za-z0-9.:_-]+", "an address or name of this machine"),
          "127.0.0.1",
          "Where it listens; 0.0.0.0 for all addresses, which needs tidemark.http.token.read.");

  public static final Setting<Integer> PORT =
      Setting.of(
          "tidemark.http.port",
          SettingType.integer(0, 65_535),
          8080,
          "Its port; 0 for any free one, which the log then names.");

  public static final Setting<String> TOKEN_READ =
      Setting.secret(
          "tidemark.http.token.read",
          SettingType.tokens(),
          "",
          "Bearer tokens of those who may see the feed and ask the model; while there is none, reading is"
              + " open, on this machine only.");

  public static final Setting<String> TOKEN_ANNOTATE =
      Setting.secret(
          "tidemark.http.token.annotate",
          SettingType.tokens(),
          "",
          "Bearer tokens of those who may also correct; while there is none (nor one to operate) nobody may."
              + " A token's NAME is written to what is corrected by it.");

  public static final Setting<String> TOKEN_OPERATE =
      Setting.secret(
          "tidemark.http.token.operate",
          SettingType.tokens(),
          "",
          "Bearer tokens of those who may also promote models and roll back; while there is none nobody may.");

  public static final Setting<String> TLS_KEYSTORE =
      Setting.of(
          "tidemark.http.tls.keystore",
          SettingType.text("'none', or a PKCS12 file with a certificate and its private key"),
          "none",
          "Makes it HTTPS.");

  public static final Setting<String> TLS_PASSWORD =
      Setting.secret(
          "tidemark.http.tls.password", SettingType.secretText(), "", "The password of that file.");

  public static final Setting<Integer> MAX_BODY =
      Setting.of(
          "tidemark.http.max-body",
          SettingType.integer(1024, 16 * 1024 * 1024),
          1024 * 1024,
          "Bytes that a request's body may have; the stream itself takes longer texts.");

  public static final Setting<Integer> RATE =
      Setting.of(
          "tidemark.http.rate",
          SettingType.integer(1, 1_000_000),
          100,
          "Requests a second that a client (an address; of IPv6, a /64 network) may make, and as many at once; more"
              + " get status 429.");

  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of(
          "tidemark.http.max-connections",
          SettingType.integer(10, 100_000),
          1000,
          "Connections at a time; more wait until one is closed.");

  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
          "tidemark.http.max-connections-per-address",
          SettingType.integer(0, 100_000),
          100,
          "Connections at a time of one address (of IPv6, of one /64 network), so that one client cannot keep"
              + " the others out; more are closed at once, over plain HTTP with status 429. 0 for no such limit:"
              + " behind a proxy all clients have one address.");

  /** All of the above, in the order in which they are documented. */
  static final List<Setting<?>> ALL =
      List.of(
          ENABLED,
          HOST,
          PORT,
          TOKEN_READ,
          TOKEN_ANNOTATE,
          TOKEN_OPERATE,
          TLS_KEYSTORE,
          TLS_PASSWORD,
          MAX_BODY,
          RATE,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS);

  private HttpSettings() {}
}
