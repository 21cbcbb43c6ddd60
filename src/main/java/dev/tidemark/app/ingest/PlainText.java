package dev.tidemark.app.ingest;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/** The words of a piece of HTML: paragraphs become lines; scripts, styles and markup go. */
final class PlainText {

  private PlainText() {}

  /** Plain text comes out as it is, but for its spaces. Half surrogate pairs are replaced. */
  static String of(@Nullable String html) {
    if (html == null || html.isBlank()) {
      return "";
    }
    Element body = Jsoup.parseBodyFragment(html).body();
    body.select("script, style, template, noscript, iframe, object").remove();
    StringBuilder text = new StringBuilder(html.length());
    body.traverse(
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
              text.append(words.getWholeText().replaceAll("[\\s\\u00a0]+", " "));
            } else if (breaksLine(node)) {
              text.append('\n');
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (node instanceof Element element && element.isBlock()) {
              text.append('\n');
            }
          }
        });
    return whole(text.toString()).replaceAll(" *\\n[ \\n]*", "\n").replaceAll(" {2,}", " ").strip();
  }

  private static boolean breaksLine(Node node) {
    return node instanceof Element element && (element.isBlock() || element.nameIs("br"));
  }

  /** The topic of texts takes no half of a surrogate pair. */
  private static String whole(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_16BE),
        java.nio.charset.StandardCharsets.UTF_16BE);
  }
}
