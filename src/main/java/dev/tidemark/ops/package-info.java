/**
 * What operators and annotators meet: the HTTP server and what it serves. The only importer of
 * Jetty and Micrometer; knows nothing of Kafka Streams or of the commands, which come in through
 * interfaces declared here.
 *
 * <p>Start with {@link dev.tidemark.ops.http.HttpService}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops;
