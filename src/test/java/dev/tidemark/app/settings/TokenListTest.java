package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tokens are written. */
class TokenListTest {

  private static final String TOKEN = "0123456789abcdef";

  @Test
  void oneAloneAsItAlwaysWas() {
    assertThat(TokenList.parse(TOKEN).tokens())
        .containsExactly(new TokenList.Entry(null, TOKEN, null));
    assertThat(TokenList.parse("file:/run/secrets/a").files()).containsExactly("/run/secrets/a");
    assertThat(TokenList.parse("").isSound()).as("nothing is no token").isFalse();
  }

  @Test
  void severalWithNames() {
    TokenList list =
        TokenList.parse(
            """
            # annotators, one a line
            ada:0123456789abcdef-ada
            Bob Smith : 0123456789abcdef-bob

            ada:0123456789abcdef-new, eve@example.org:0123456789abcdef-eve,0123456789abcdef
            file:/run/more
            """);

    assertThat(list.isSound()).isTrue();
    assertThat(list.tokens())
        .extracting(TokenList.Entry::name)
        .containsExactly("ada", "Bob Smith", "ada", "eve@example.org", null);
    assertThat(list.tokens().get(1).token()).isEqualTo("0123456789abcdef-bob");
    assertThat(list.files()).isEqualTo(List.of("/run/more"));
    assertThat(list.toString()).doesNotContain("0123456789");
  }

  @Test
  void aLastDay() {
    TokenList list =
        TokenList.parse(
            """
            ada:0123456789abcdef-ada until 2027-01-31
            Bob until noon : 0123456789abcdef-bob  until  2028-02-29
            0123456789abcdef until 2027-12-31, until=2027-01-31
            """);

    assertThat(list.problems()).isEmpty();
    assertThat(list.tokens())
        .containsExactly(
            new TokenList.Entry("ada", "0123456789abcdef-ada", LocalDate.of(2027, 1, 31)),
            new TokenList.Entry(
                "Bob until noon", "0123456789abcdef-bob", LocalDate.of(2028, 2, 29)),
            new TokenList.Entry(null, "0123456789abcdef", LocalDate.of(2027, 12, 31)),
            // What was a token before there were last days is one still.
            new TokenList.Entry(null, "until=2027-01-31", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2027-02-30", "2027-1-31", "31.01.2027", "2027-01-31T12:00"})
  void whatIsNoDayGivesNobodyATokenForEver(String day) {
    TokenList list = TokenList.parse("ada:0123456789abcdef until " + day);

    assertThat(list.tokens()).isEmpty();
    assertThat(list.problems())
        .containsExactly("entry 1 has no day such as 2027-01-31 after its 'until'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "ada:short",
        ":0123456789abcdef",
        "0123456789abcdef:short",
        "0123 456789abcdef",
        "ada:0123456789abcdef:x",
        "ada=0123456789abcdef!",
        "ada:0123456789abcdef till 2027-01-31",
        "ada:0123456789abcdef until",
        "ada:0123456789abcdef until 2027-01-31 or so"
      })
  void whatIsNoTokenIsSaidByItsNumber(String text) {
    TokenList list = TokenList.parse("ada:0123456789abcdef\n" + text);

    assertThat(list.isSound()).isFalse();
    assertThat(list.problems()).containsExactly("entry 2 is no token");
    assertThat(list.tokens()).hasSize(1);
  }
}
