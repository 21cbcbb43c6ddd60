/**
 * What operators and annotators meet: the HTTP server and what it serves, metrics, health. The only
 * importer of Jetty and Micrometer. The packages below declare small interfaces of what happens,
 * and this implements them; it knows nothing of the commands, which come in through interfaces
 * declared here.
 *
 * <p>Start with {@link dev.tidemark.ops.http.HttpService} and {@link
 * dev.tidemark.ops.metrics.Metrics}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops;
