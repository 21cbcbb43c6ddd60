/**
 * Texts that come in as lines: of a file, a URL, standard input, or bundled with Tidemark.
 *
 * <p>Start with {@link dev.tidemark.app.feed.TextFeed}; {@link dev.tidemark.app.feed.OrderedLines}
 * works on several lines at once and answers in their order.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.feed;
