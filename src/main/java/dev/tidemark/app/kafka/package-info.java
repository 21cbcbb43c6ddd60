/**
 * Kafka in the application: {@link dev.tidemark.app.kafka.StreamWiring} makes topologies and the
 * properties of clients of the settings; {@link dev.tidemark.app.kafka.EmbeddedKafka} is a broker
 * inside this process, for the demo, benches and tests.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.kafka;
