/**
 * Serves the page; its files are resources of this package. Start reading with {@code main.js};
 * docs/page.md says what people do with it.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops.page;
