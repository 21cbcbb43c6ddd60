package dev.tidemark.app.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The characters of an XML document from the web, by RFC 7303: a byte order mark has the first
 * word, then HTTP, then the document's own declaration, then UTF-8. A charset by which the bytes
 * are not well-formed is passed over for the next, as many servers say what they do not mean.
 */
final class XmlText {

  private static final Pattern HTTP = Pattern.compile("charset\\s*=\\s*[\"']?([^\\s\"';]+)");
  private static final Pattern XML =
      Pattern.compile("^<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");
  private static final int DECLARATION = 256;

  private XmlText() {}

  static String decode(byte[] document, @Nullable String contentType) {
    Set<Charset> candidates = new LinkedHashSet<>();
    byteOrderMark(document).ifPresent(candidates::add);
    if (contentType != null) {
      named(HTTP.matcher(contentType)).ifPresent(candidates::add);
    }
    String head =
        new String(
            document, 0, Math.min(document.length, DECLARATION), StandardCharsets.ISO_8859_1);
    if (head.startsWith("<\0")) {
      candidates.add(StandardCharsets.UTF_16LE);
    } else if (head.startsWith("\0<")) {
      candidates.add(StandardCharsets.UTF_16BE);
    }
    named(XML.matcher(head)).ifPresent(candidates::add);
    candidates.add(StandardCharsets.UTF_8);
    for (Charset charset : candidates) {
      try {
        return withoutMark(charset.newDecoder().decode(ByteBuffer.wrap(document)).toString());
      } catch (CharacterCodingException e) {
        // the next one
      }
    }
    return withoutMark(new String(document, candidates.iterator().next()));
  }

  private static Optional<Charset> byteOrderMark(byte[] document) {
    int first = document.length < 2 ? 0 : (document[0] & 0xff) << 8 | (document[1] & 0xff);
    return switch (first) {
      case 0xfeff -> Optional.of(StandardCharsets.UTF_16BE);
      case 0xfffe -> Optional.of(StandardCharsets.UTF_16LE);
      case 0xefbb -> Optional.of(StandardCharsets.UTF_8);
      default -> Optional.empty();
    };
  }

  private static Optional<Charset> named(Matcher matcher) {
    try {
      return matcher.find() ? Optional.of(Charset.forName(matcher.group(1))) : Optional.empty();
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
