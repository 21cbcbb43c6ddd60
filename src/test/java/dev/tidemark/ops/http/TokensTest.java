package dev.tidemark.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is known by which token, now and after a change. */
class TokensTest {

  private static final Bearer READER = Bearer.of(Role.READ, null, "read-0123456789012");
  private static final Bearer ADA = Bearer.of(Role.ANNOTATE, "ada", "ada-01234567890123");
  private static final Bearer BOB = Bearer.of(Role.ANNOTATE, "bob", "bob-01234567890123");

  @Test
  void eachPersonIsKnownByTheirOwn() {
    Tokens tokens = new Tokens(List.of(READER, ADA, BOB));

    assertThat(tokens.bearerOf("ada-01234567890123")).contains(ADA);
    assertThat(tokens.bearerOf("bob-01234567890123")).contains(BOB);
    assertThat(tokens.bearerOf("read-0123456789012")).contains(READER);
    assertThat(tokens.bearerOf("eve-01234567890123")).isEmpty();
    assertThat(tokens.bearerOf("")).isEmpty();
  }

  @Test
  void aWithdrawnOneIsNotAndTheOthersAre() {
    Tokens tokens = new Tokens(List.of(READER, ADA, BOB));
    AtomicInteger withdrawals = new AtomicInteger();
    tokens.onWithdrawal(withdrawals::incrementAndGet);

    tokens.replace(List.of(READER, BOB));
    assertThat(tokens.bearerOf("ada-01234567890123")).isEmpty();
    assertThat(tokens.bearerOf("bob-01234567890123")).contains(BOB);
    assertThat(withdrawals).hasValue(1);
    tokens.replace(List.of(READER, ADA, BOB));
    assertThat(tokens.bearerOf("ada-01234567890123")).contains(ADA);
    assertThat(withdrawals).as("nobody lost one").hasValue(1);
  }

  /** Or the last withdrawal would open to all what it was to close to one. */
  @Test
  void whatNeededATokenNeedsOneWhenNoneIsLeft() {
    Tokens tokens = new Tokens(List.of(READER));

    tokens.replace(List.of());

    assertThat(tokens.bearerOf("read-0123456789012")).isEmpty();
    assertThat(tokens.hasOwn(Role.READ)).isTrue();
    assertThat(
            new HttpOptions("127.0.0.1", 0, null, tokens, HttpServiceWorld.LEAST).readingIsOpen())
        .isFalse();
  }

  @Test
  void twoWithTheSameAreRefused() {
    Bearer eve = Bearer.of(Role.OPERATE, "eve", "ada-01234567890123");

    assertThatThrownBy(() -> new Tokens(List.of(ADA, eve)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the same token");
  }

  @Test
  void aLastDayIsGoodToItsEnd() {
    Bearer cleo = Bearer.of(Role.READ, "cleo", "cleo-0123456789012", LocalDate.of(2028, 2, 28));

    assertThat(cleo.isOver(Instant.parse("2028-02-28T23:59:59.999Z"))).isFalse();
    assertThat(cleo.isOver(Instant.parse("2028-02-29T00:00:00Z"))).isTrue();
    assertThat(cleo.isOverAt(Instant.parse("2028-02-21T23:59:59Z"), 7)).isFalse();
    assertThat(cleo.isOverAt(Instant.parse("2028-02-22T00:00:00Z"), 7)).isTrue();
    assertThat(ADA.isOver(Instant.MAX)).as("without a last day").isFalse();
    Tokens tokens = new Tokens(List.of(cleo));
    AtomicInteger withdrawals = new AtomicInteger();
    tokens.onWithdrawal(withdrawals::incrementAndGet);
    tokens.haveEnded();
    assertThat(withdrawals).as("open streams are cut off").hasValue(1);
  }

  @Test
  void noneIsShown() {
    assertThat(List.of(READER, ADA).toString() + new Tokens(List.of(READER, ADA)))
        .doesNotContain("0123", ADA.sha256())
        .contains("ada", "1 to annotate");
  }
}
