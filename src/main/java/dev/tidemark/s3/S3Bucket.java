package dev.tidemark.s3;

import dev.tidemark.model.store.StoreException;
import dev.tidemark.model.store.StoreFullException;
import dev.tidemark.model.store.StoreUnavailableException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The few things the store asks of a bucket, with errors that say what to do. Keys are relative to
 * the prefix.
 *
 * <p>Threading notes: thread-safe, as the SDK's client is.
 */
final class S3Bucket implements AutoCloseable {

  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int INSUFFICIENT_STORAGE = 507;

  private final S3Settings settings;
  private final S3Client client;
  private final String prefix;

  S3Bucket(S3Settings settings) {
    this.settings = settings;
    this.prefix = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
    this.client = call("connect", () -> client(settings));
  }

  private static S3Client client(S3Settings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(5))
                    .socketTimeout(Duration.ofSeconds(30)))
            .forcePathStyle(settings.pathStyle())
            // The store has checksums of its own, and not every server knows the newer kinds.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    String region = settings.region();
    if (settings.endpoint() != null) {
      // Servers other than Amazon's seldom care, but the signature must name some region.
      builder
          .endpointOverride(settings.endpoint())
          .region(Region.of(region == null ? "us-east-1" : region));
    } else if (region != null) {
      builder.region(Region.of(region));
    }
    return builder.build();
  }

  String url() {
    return settings.url();
  }

  /** Everything under a prefix. */
  List<S3Object> list(String under) {
    return call(
        "list",
        () ->
            client
                .listObjectsV2Paginator(r -> r.bucket(settings.bucket()).prefix(prefix + under))
                .contents()
                .stream()
                .map(o -> o.toBuilder().key(o.key().substring(prefix.length())).build())
                .toList());
  }

  /** The first parts of all keys. */
  List<String> folders() {
    return call(
        "list",
        () ->
            client
                .listObjectsV2Paginator(
                    r -> r.bucket(settings.bucket()).prefix(prefix).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(p -> p.substring(prefix.length(), p.length() - 1))
                .toList());
  }

  /** Null when there is no such object. */
  byte @Nullable [] read(String key) {
    return call(
        "read",
        () -> {
          try {
            return client
                .getObjectAsBytes(r -> r.bucket(settings.bucket()).key(prefix + key))
                .asByteArray();
          } catch (NoSuchKeyException e) {
            return null;
          }
        });
  }

  /** Null when there is no such object. */
  @Nullable InputStream open(String key) {
    return call(
        "read",
        () -> {
          try {
            return client.getObject(r -> r.bucket(settings.bucket()).key(prefix + key));
          } catch (NoSuchKeyException e) {
            return null;
          }
        });
  }

  void write(String key, byte[] content) {
    var ignored =
        call(
            "write",
            () ->
                client.putObject(
                    r -> r.bucket(settings.bucket()).key(prefix + key),
                    RequestBody.fromBytes(content)));
  }

  /** The server compares what arrives with the SHA-256. */
  void write(String key, Path file, String sha256) {
    String checksum = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
    var ignored =
        call(
            "write",
            () ->
                client.putObject(
                    r -> r.bucket(settings.bucket()).key(prefix + key).checksumSHA256(checksum),
                    RequestBody.fromFile(file)));
  }

  /**
   * Of any number of writers of a key, one.
   *
   * @return whether it was this one, or perhaps this one: after a lost answer the SDK asks again,
   *     and is then refused because of its own success
   */
  boolean writeIfAbsent(String key, byte[] content) {
    return call(
        "write",
        () -> {
          try {
            client.putObject(
                r -> r.bucket(settings.bucket()).key(prefix + key).ifNoneMatch("*"),
                RequestBody.fromBytes(content));
            return true;
          } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
              return false;
            }
            throw e;
          }
        });
  }

  void delete(String key) {
    var ignored =
        call(
            "delete",
            () -> client.deleteObject(r -> r.bucket(settings.bucket()).key(prefix + key)));
  }

  @Override
  public void close() {
    client.close();
  }

  private <T extends @Nullable Object> T call(String what, Supplier<T> action) {
    try {
      return action.get();
    } catch (S3Exception e) {
      throw explained(what, e);
    } catch (SdkClientException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("Unable to load credentials")) {
        throw new StoreException(
            "there are no credentials for %s; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what else the AWS SDK looks for"
                .formatted(url()),
            e);
      }
      if (message.contains("Unable to load region")) {
        throw new StoreException(
            "no region for %s; set tidemark.store.s3.region".formatted(url()), e);
      }
      throw new StoreUnavailableException(
          "cannot %s in %s: %s; check network and tidemark.store.s3.endpoint, and try again"
              .formatted(what, url(), message),
          e);
    } catch (SdkException e) {
      throw new StoreUnavailableException(
          "cannot %s in %s: %s; try again".formatted(what, url(), e.getMessage()), e);
    }
  }

  /** Codes, not the server's prose, which may quote what it was sent. */
  private StoreException explained(String what, S3Exception e) {
    int status = e.statusCode();
    String code = e.awsErrorDetails() == null ? "" : " " + e.awsErrorDetails().errorCode();
    String problem = "cannot %s in %s (%d%s)".formatted(what, url(), status, code);
    if (code.equals(" NoSuchBucket")) {
      return new StoreException(
          "there is no bucket %s; create it, or set tidemark.store.url"
              .formatted(settings.bucket()),
          e);
    }
    if (status == INSUFFICIENT_STORAGE) {
      return new StoreFullException(problem + ": no space left; make room and try again", e);
    }
    if (status >= 500 || status == 429 || status == 408) {
      return new StoreUnavailableException(problem + ": try again", e);
    }
    return new StoreException(
        status == 401 || status == 403
            ? problem + ": check the credentials and what they allow"
            : problem + ": check tidemark.store.url, .s3.endpoint and .s3.region",
        e);
  }
}
