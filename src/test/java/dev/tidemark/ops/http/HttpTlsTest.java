package dev.tidemark.ops.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.testing.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with a certificate of one's own, made by keytool a moment ago. */
class HttpTlsTest {

  private static final String PASSWORD = "a password";
  private static final int OF_ONE = 5;

  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificate() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "tidemark",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        keystore().toString(),
        "-storepass",
        PASSWORD);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private static Path keystore() {
    return folder.resolve("tidemark.p12");
  }

  private static HttpService service(HttpOptions.Tls tls) {
    return new HttpService(
        new HttpOptions(
            "127.0.0.1",
            0,
            tls,
            Tokens.none(),
            new HttpOptions.Limits(1000, 100, 100, OF_ONE, Duration.ofSeconds(5))),
        List.of(
            Route.open("/x", call -> Answer.of(200, "text/plain", "over TLS".getBytes(UTF_8)))));
  }

  /** Trusts that certificate and no other. */
  private static SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore())) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("tidemark", store.getCertificate("tidemark"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void tooManyOfOneAddressAreClosedWithoutAWord() throws Exception {
    try (HttpService http = service(new HttpOptions.Tls(keystore(), PASSWORD))) {
      http.start();
      List<RawHttp> held = new ArrayList<>();
      for (int i = 0; i < OF_ONE; i++) {
        held.add(new RawHttp(http.port()));
      }
      try (RawHttp more = new RawHttp(http.port())) {
        assertThat(more.readAll()).isEmpty();
      }
      assertThat(http.refusals().of(Refusals.Of.CONNECTIONS)).isEqualTo(1);
      for (RawHttp one : held) {
        one.close();
      }
    }
  }

  @Test
  void whoTrustsTheCertificateIsAnswered() throws Exception {
    try (HttpService http = service(new HttpOptions.Tls(keystore(), PASSWORD))) {
      http.start();
      URI uri = http.uri().resolve("/x");

      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(trusting())
              .build()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

      assertThat(uri.getScheme()).isEqualTo("https");
      assertThat(answer.body()).isEqualTo("over TLS");
      assertThat(answer.sslSession())
          .hasValueSatisfying(session -> assertThat(session.getProtocol()).isEqualTo("TLSv1.3"));
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThatThrownBy(
              () ->
                  HttpClient.newHttpClient()
                      .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void oldProtocolsAreRefused() throws Exception {
    try (HttpService http = service(new HttpOptions.Tls(keystore(), PASSWORD))) {
      http.start();
      try (SSLSocket socket =
          (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", http.port())) {
        socket.setEnabledProtocols(new String[] {"TLSv1.1"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aWrongPasswordIsSaidAndNotRepeated() {
    try (HttpService http = service(new HttpOptions.Tls(keystore(), "wrong secret"))) {
      assertThatThrownBy(http::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("tidemark.p12")
          .hasMessageContaining("tidemark.http.tls.password")
          .message()
          .doesNotContain("wrong secret");
    }
    assertThat(Map.of("tls", new HttpOptions.Tls(keystore(), PASSWORD)).toString())
        .doesNotContain(PASSWORD);
  }
}
