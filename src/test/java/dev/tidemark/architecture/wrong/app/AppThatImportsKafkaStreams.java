package dev.tidemark.architecture.wrong.app;

/** Wrong on purpose. */
public record AppThatImportsKafkaStreams(org.apache.kafka.streams.Topology wrong) {}
