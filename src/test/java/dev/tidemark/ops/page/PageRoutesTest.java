package dev.tidemark.ops.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageRoutesTest {

  private static final Path FOLDER = Path.of("src/main/resources/dev/tidemark/ops/page");

  @Test
  void everyFileOfThePageIsServed() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(PageRoutes.FILES).containsExactlyInAnyOrderElementsOf(names);
    }
    assertThat(PageRoutes.all()).hasSameSizeAs(PageRoutes.FILES);
  }

  /** What the content security policy would refuse, and what reads a string as HTML. */
  @Test
  void thereIsNoInlineScriptOrStyleAndNoTextBecomesHtml() throws IOException {
    Pattern inline =
        Pattern.compile("<script(?! type=\"module\" src=)|<style|\\sstyle=|\\son\\w+=");
    Pattern html =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|setHTML|DOMParser|\\beval\\b|new Function|\\.style\\b");
    assertThat(read("index.html")).doesNotContainPattern(inline).contains("lang=\"en\"");
    for (String file : PageRoutes.FILES) {
      if (file.endsWith(".js")) {
        assertThat(read(file)).as(file).doesNotContainPattern(html);
      }
      assertThat(read(file).lines().count()).as("lines of " + file).isLessThan(400);
    }
  }

  private static String read(String file) throws IOException {
    try (InputStream in = PageRoutes.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    }
  }
}
