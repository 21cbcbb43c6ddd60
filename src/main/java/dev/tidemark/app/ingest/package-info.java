/**
 * Brings texts to the topic {@code texts}: from RSS and Atom feeds, and from JSON lines.
 *
 * <p>One rule carries it all: what was sent and how far one has come are written in one transaction
 * ({@link dev.tidemark.app.ingest.Outbox}). So whatever dies, and whenever, the next start knows
 * exactly what readers of committed records see: nothing is lost, nothing doubled.
 *
 * <p>Start with {@link dev.tidemark.app.ingest.FeedIngest} and {@link
 * dev.tidemark.app.ingest.JsonLinesIngest}; what they decide with ({@link
 * dev.tidemark.app.ingest.FeedState}, {@link dev.tidemark.app.ingest.FeedPace}, {@link
 * dev.tidemark.app.ingest.FeedParser}) knows neither Kafka nor the clock. docs/ingest.md is for
 * users.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.ingest;
