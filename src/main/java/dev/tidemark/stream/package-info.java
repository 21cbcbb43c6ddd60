/** The only package that imports Kafka Streams: the tagging topology and its commit barrier. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.stream;
