package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tokens are written. */
class TokenListTest {

  private static final String TOKEN = "0123456789abcdef";

  @Test
  void oneAloneAsItAlwaysWas() {
    assertThat(TokenList.parse(TOKEN).tokens()).containsExactly(new TokenList.Entry(null, TOKEN));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "ada:short",
        ":0123456789abcdef",
        "0123456789abcdef:short",
        "0123 456789abcdef",
        "ada:0123456789abcdef:x",
        "ada=0123456789abcdef!"
      })
  void whatIsNoTokenIsSaidByItsNumber(String text) {
    TokenList list = TokenList.parse("ada:0123456789abcdef\n" + text);

    assertThat(list.isSound()).isFalse();
    assertThat(list.problems()).containsExactly("entry 2 is no token");
    assertThat(list.tokens()).hasSize(1);
  }
}
