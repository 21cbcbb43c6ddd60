/**
 * Metrics in the formats of Prometheus. Start at {@link dev.tidemark.ops.metrics.Metrics}, which
 * holds the registry. Each {@code …Meters} implements a domain interface of a package below and
 * declares what it measures as {@link dev.tidemark.ops.metrics.Figure}s, from which {@code
 * docs/metrics.md} is written ({@link dev.tidemark.ops.metrics.MetricsReference}).
 */
@NullMarked
package dev.tidemark.ops.metrics;

import org.jspecify.annotations.NullMarked;
