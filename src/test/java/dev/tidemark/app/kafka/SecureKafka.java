package dev.tidemark.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real broker that speaks TLS only, with a certificate made for this test, and wants a login.
 *
 * @param clients what its users need, but for {@code sasl.jaas.config}
 */
record SecureKafka(EmbeddedKafka kafka, Map<String, String> clients) implements AutoCloseable {

  static final String USER = "tidemark";
  static final String PASSWORD = "correct-horse-7";
  static final String STORE_PASSWORD = "battery-staple-8";
  private static final String LOGIN_MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"";

  static SecureKafka start(Path folder) throws Exception {
    Path keys = folder.resolve("broker.p12");
    Path certificate = folder.resolve("broker.pem");
    Path trusted = folder.resolve("trusted.p12");
    keytool(
        keys,
        "-genkeypair",
        "-alias",
        "broker",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-validity",
        "2");
    keytool(keys, "-exportcert", "-rfc", "-alias", "broker", "-file", certificate.toString());
    keytool(
        trusted, "-importcert", "-noprompt", "-alias", "broker", "-file", certificate.toString());

    Map<String, String> clients = new LinkedHashMap<>();
    clients.put("security.protocol", "SASL_SSL");
    clients.put("sasl.mechanism", "PLAIN");
    clients.put("ssl.truststore.location", trusted.toString());
    clients.put("ssl.truststore.password", STORE_PASSWORD);
    clients.put("ssl.truststore.type", "PKCS12");

    Map<String, String> broker = new LinkedHashMap<>();
    broker.put("listener.security.protocol.map", "BROKER:SASL_SSL,CONTROLLER:PLAINTEXT");
    broker.put("ssl.keystore.location", keys.toString());
    broker.put("ssl.keystore.password", STORE_PASSWORD);
    broker.put("ssl.key.password", STORE_PASSWORD);
    broker.put("ssl.keystore.type", "PKCS12");
    broker.put("ssl.truststore.location", trusted.toString());
    broker.put("ssl.truststore.password", STORE_PASSWORD);
    broker.put("ssl.truststore.type", "PKCS12");
    broker.put("sasl.enabled.mechanisms", "PLAIN");
    broker.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    broker.put(
        "listener.name.broker.plain.sasl.jaas.config",
        LOGIN_MODULE.formatted("broker", "inner-9")
            + " user_broker=\"inner-9\" user_%s=\"%s\";".formatted(USER, PASSWORD));
    return new SecureKafka(EmbeddedKafka.start(broker), Map.copyOf(clients));
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-keystore", store.toString(), "-storepass", STORE_PASSWORD, "-storetype", "PKCS12"));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(said).isZero();
  }

  /** As a client of a test has it. */
  Properties properties() {
    Properties properties = new Properties();
    properties.putAll(clients);
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("sasl.jaas.config", LOGIN_MODULE.formatted(USER, PASSWORD) + ";");
    return properties;
  }

  /** As a file that {@code --config} names has it. */
  String settings(String password) {
    StringBuilder text = new StringBuilder();
    text.append("tidemark.kafka.bootstrap.servers=").append(kafka.bootstrapServers()).append('\n');
    clients.forEach((name, value) -> text.append("tidemark.kafka." + name + "=" + value + "\n"));
    return text.append("tidemark.kafka.sasl.jaas.config=")
        .append(LOGIN_MODULE.formatted(USER, password))
        .append(";\n")
        .toString();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
