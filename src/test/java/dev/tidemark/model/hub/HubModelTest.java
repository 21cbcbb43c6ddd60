package dev.tidemark.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are models of the Hub. */
class HubModelTest {

  @ParameterizedTest
  @CsvSource({
    "hf://dslim/bert-base-NER, dslim, bert-base-NER, main",
    "hf://dslim/bert-base-NER@main, dslim, bert-base-NER, main",
    "hf://a/b@v1.0, a, b, v1.0",
    "hf://a/b.c_d@refs/pr/12, a, b.c_d, refs/pr/12",
    "hf://a/b@0123456789abcdef0123456789abcdef01234567, a, b,"
        + " 0123456789abcdef0123456789abcdef01234567",
  })
  void isReadAsTheUserMeansIt(String text, String owner, String name, String revision) {
    assertThat(HubModel.parse(text)).isEqualTo(new HubModel(owner, name, revision));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf://",
        "hf://bert-base-uncased",
        "hf:///name",
        "hf://owner/",
        "hf://owner/name/more",
        "hf://owner/name@",
        "hf://../name",
        "hf://owner/..",
        "hf://owner/.hidden",
        "hf://owner/a--b",
        "hf://owner/a..b",
        "hf://owner/na me",
        "hf://owner/name?x=1",
        "hf://owner/näme",
        "hf://owner/name@../../etc",
        "hf://owner/name@a/../b",
        "hf://owner/name@/main",
        "hf://owner/name@main/",
        "hf://owner/name@ma in",
        "hf://owner/name@a\\b",
        "hf://owner/name@-x",
      })
  void isRefusedWhereItCouldLeadSomewhereElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubModel.parse(text))
        .withMessageMatching("'.*' is .*");
  }

  @Test
  void namesOfAnyLengthDoNotBecomePaths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubModel.parse("hf://o/" + "n".repeat(97)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubModel.parse("hf://o/n@" + "r".repeat(201)));
  }
}
