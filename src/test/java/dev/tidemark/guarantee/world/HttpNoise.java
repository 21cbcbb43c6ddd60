package dev.tidemark.guarantee.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/**
 * Requests, some right, most of them wrong somewhere: in the method, the path, the token, the type,
 * or anywhere in the body.
 */
final class HttpNoise {

  private static final List<String> PATHS =
      List.of(
          "/api/v1/tag",
          "/api/v1/tag",
          "/api/v1/fill-mask",
          "/api/v1/corrections",
          "/api/v1/corrections?limit=%s",
          "/api/v1/models",
          "/api/v1/models/%s",
          "/api/v1/models/promote",
          "/api/v1/models/rollback",
          "/api/v1/runs",
          "/api/v1/session",
          "/api/v1/openapi.json",
          "/%s");

  private static final List<String> BODIES =
      List.of(
          "{\"id\":\"a\",\"text\":\"Ada saw " + HttpCrowd.MARK + " in Rome\"}",
          "{\"id\":\"a\",\"text\":\""
              + HttpCrowd.MARK
              + "\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":3}]}",
          "{\"text\":\"\\ud800 " + HttpCrowd.MARK + "\"}",
          "{\"version\":\"../../" + HttpCrowd.MARK + "@1\",\"reason\":7}",
          "{\"version\":\"" + HttpCrowd.MARK + "@1\"}",
          "{\"text\":1e999999999,\"x\":-0}",
          "[[" + "[".repeat(5_000),
          "{\"a\":".repeat(3_000) + HttpCrowd.MARK,
          "{\"text\":\"" + (HttpCrowd.MARK + " ").repeat(20_000) + "\"}",
          "");

  private static final List<String> METHODS =
      List.of("GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO");

  private final String token;
  private final String wrong;

  HttpNoise(String token, long seed) {
    this.token = token;
    this.wrong = HttpCrowd.MARK + seed;
  }

  /** One that asks to be closed afterwards. */
  byte[] request(Random random) {
    byte[] body = body(random);
    String path = one(PATHS, random).formatted(segment(random));
    StringBuilder head = new StringBuilder();
    head.append("%s %s HTTP/1.1\r\nHost: localhost\r\n".formatted(one(METHODS, random), path));
    if (random.nextInt(4) > 0) {
      head.append("Authorization: Bearer ").append(random.nextInt(5) == 0 ? wrong : token);
      head.append("\r\n");
    }
    if (random.nextInt(8) > 0) {
      head.append("Content-Type: application/json\r\n");
    }
    if (random.nextInt(10) == 0) {
      head.append("X-")
          .append(HttpCrowd.MARK)
          .append(": ")
          .append("x".repeat(random.nextInt(10_000)));
      head.append("\r\n");
    }
    int said = random.nextInt(20) == 0 ? random.nextInt(2 * body.length + 1) : body.length;
    head.append("Content-Length: %d\r\nConnection: close\r\n\r\n".formatted(said));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(UTF_8));
    all.writeBytes(body);
    if (said > body.length) {
      all.writeBytes(new byte[said - body.length]);
    }
    byte[] request = all.toByteArray();
    return random.nextInt(10) == 0 ? garbled(request, random) : request;
  }

  /** Announces more than will ever come. */
  String headOfSlowBody() {
    return "POST /api/v1/tag HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 50000\r\n\r\n{\"text\":\"%s"
        .formatted(token, HttpCrowd.MARK);
  }

  private static byte[] body(Random random) {
    byte[] body = one(BODIES, random).getBytes(UTF_8);
    return random.nextInt(3) == 0 ? garbled(body, random) : body;
  }

  private static byte[] garbled(byte[] bytes, Random random) {
    byte[] other = bytes.clone();
    for (int i = random.nextInt(8); i >= 0 && other.length > 0; i--) {
      other[random.nextInt(other.length)] = (byte) random.nextInt(256);
    }
    return other;
  }

  private static String segment(Random random) {
    return one(
        List.of(
            "7",
            "-1",
            "..%2F" + HttpCrowd.MARK,
            "news@1",
            "%00",
            "%zz",
            "9".repeat(30),
            "a;b=c",
            "é"),
        random);
  }

  private static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
