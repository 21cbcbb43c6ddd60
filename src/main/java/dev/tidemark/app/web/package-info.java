/**
 * The HTTP server in the application: from settings to a running one, and what its parts ask of
 * Kafka, the model store and the tagger.
 *
 * <p>Start with {@link dev.tidemark.app.web.WebParts}: a part of the server is one line there.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.web;
