package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page's own arithmetic, run where it runs: in the browser. */
@WithPage
@Timeout(300)
class PageModulesTest {

  private static final List<String> BITS =
      List.of(
          "a", "Ada", " ", "\n", "🎉", "👩‍🔬", "🇧🇪", "é", "é", "<b>", "-", "7", "你好", "\u00a0");

  private final Random random = Seeds.random("PageModulesTest");

  @Test
  void wordsCoverAllButWhiteSpaceAndCutNoCharacter(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    Object failed =
        page.awaitScript(
            """
            const { words, tidy, pieces, usable, withEntity } = await import('/spans.js');
            const half = (text, at) => at > 0 && at < text.length
              && /[\\uD800-\\uDBFF]/.test(text[at - 1]) && /[\\uDC00-\\uDFFF]/.test(text[at]);
            const failures = [];
            const check = (holds, what, text) => holds || failures.push(what + ': ' + JSON.stringify(text));
            for (const text of args[0]) {
              const found = words(text);
              check(found.map((w) => text.slice(w.start, w.end)).join('') === text.replace(/\\s/g, ''), 'words', text);
              check(found.every((w) => !half(text, w.start) && !half(text, w.end)), 'halves', text);
              for (let i = 0; i < text.length; i++) {
                const span = tidy(text, text.length - i, i);
                if (span) {
                  check(!half(text, span.start) && !half(text, span.end), 'tidy halves', text);
                  check(text.slice(span.start, span.end).trim() === text.slice(span.start, span.end), 'tidy', text);
                }
              }
              let entities = [];
              for (const word of found) {
                entities = withEntity(entities, word, 'T');
              }
              check(pieces(text, usable(text, entities)).map((p) => p.text).join('') === text, 'pieces', text);
              check(usable(text, entities).length === entities.length, 'usable', text);
            }
            return failures.join('\\n');
            """,
            texts());
    assertThat(failed).isEqualTo("");
  }

  @Test
  void entitiesThatCannotBeShownAreLeftOut(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    Object kept =
        page.awaitScript(
            """
            const { usable } = await import('/spans.js');
            const odd = [null, 7, {}, { type: 'A', start: -1, end: 2 }, { type: 'A', start: 2, end: 2 },
              { type: 'A', start: 0, end: 99 }, { type: 'A', start: '0', end: 2 },
              { type: 'B', start: 0, end: 3 }, { type: 'C', start: 2, end: 4 }, { type: 5, start: 4, end: 5 }];
            return JSON.stringify([usable('abcdef', odd), usable('abc', 'no list'), usable('abc')]);
            """);
    assertThat(kept)
        .isEqualTo(
            "[[{\"type\":\"B\",\"start\":0,\"end\":3},{\"type\":\"5\",\"start\":4,\"end\":5}],[],[]]");
  }

  @Test
  void eventsAreTheSameHoweverTheStreamIsCut(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    Object failed =
        page.awaitScript(
            """
            const { EventParser } = await import('/event-stream.js');
            const stream = 'retry: 2000\\n\\n: heartbeat\\n\\nevent: tagged\\nid: 0-1\\ndata: {"a":"🎉"}\\n\\n'
              + 'data: one\\r\\ndata:two\\r\\n\\r\\nevent: sampled\\ndata: {}\\n\\nevent: none\\n\\n';
            const expected = JSON.stringify([
              { name: 'tagged', data: '{"a":"🎉"}', id: '0-1' },
              { name: 'message', data: 'one\\ntwo', id: '0-1' },
              { name: 'sampled', data: '{}', id: '0-1' }]);
            for (let cut = 0; cut <= stream.length; cut++) {
              for (let next = cut; next <= stream.length; next += 7) {
                const parser = new EventParser();
                const events = [stream.slice(0, cut), stream.slice(cut, next), stream.slice(next)]
                  .flatMap((piece) => parser.take(piece));
                if (JSON.stringify(events) !== expected || parser.retry !== 2000) {
                  return `cut at ${cut} and ${next}: ${JSON.stringify(events)}`;
                }
              }
            }
            return '';
            """);
    assertThat(failed).isEqualTo("");
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(BITS.get(random.nextInt(BITS.size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
