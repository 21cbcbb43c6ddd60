package dev.tidemark.model.hub;

import dev.tidemark.model.hub.HubClient.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From the status of an answer to what the user is told. What the server writes in its body is not
 * repeated: behind the Hub stand proxies and login pages.
 */
record AnswerCheck(HubSettings settings, HubModel model, Pauses pauses) {

  /**
   * Lets 200, 206 and 416 pass.
   *
   * @throws TransientFailure when it may be different next time
   * @throws HubException when it will not
   */
  void require(Answer answer) throws TransientFailure {
    int status = answer.status();
    boolean endpoint = settings.isEndpointsOrigin(answer.uri());
    if (status == 200 || status == 206 || status == 416) {
      return;
    }
    if (status == 429 || status == 408 || status >= 500) {
      throw new TransientFailure(
          "%s answers with HTTP %d".formatted(HubSettings.origin(answer.uri()), status),
          retryAfter(answer),
          null);
    }
    if (!endpoint) {
      // A signed address that has expired; asking the Hub again gives a new one.
      throw new TransientFailure(
          "%s, where the Hub keeps the file, answers with HTTP %d"
              .formatted(HubSettings.origin(answer.uri()), status),
          null,
          null);
    }
    if (status == 401 || status == 403) {
      throw new ModelUnavailableException(noAccess(status));
    }
    if (status == 404) {
      throw new ModelUnavailableException(notFound(answer.header("X-Error-Code")));
    }
    throw new HubException(
        "%s answers with HTTP %d where %s was asked for; is HF_ENDPOINT a Hugging Face Hub?"
            .formatted(HubSettings.origin(answer.uri()), status, model));
  }

  private String noAccess(int status) {
    String said = "(HTTP %d from %s)".formatted(status, HubSettings.origin(settings.endpoint()));
    return settings.token() == null
        ? "%s is private or gated, or does not exist %s: check the name, or set HF_TOKEN to an access token that may read it"
            .formatted(model, said)
        : "%s is private or gated, or does not exist, and the token in HF_TOKEN gives no access to it %s: check name and token, and whether access was granted on the model's page"
            .formatted(model, said);
  }

  private String notFound(Optional<String> code) {
    String hub = HubSettings.origin(settings.endpoint());
    if (code.filter("RevisionNotFound"::equals).isPresent()) {
      return "%s has no revision '%s' on %s: name a branch, a tag or a full commit hash"
          .formatted(model.repository(), model.revision(), hub);
    }
    return "there is no model %s with a revision '%s' on %s; a private one needs HF_TOKEN"
        .formatted(model.repository(), model.revision(), hub);
  }

  /** Seconds or a date (RFC 9110, section 10.2.3); null for none, or none that can be read. */
  private @Nullable Duration retryAfter(Answer answer) {
    String text = answer.header("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      return Duration.between(
          pauses.now(),
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return null;
    }
  }
}
