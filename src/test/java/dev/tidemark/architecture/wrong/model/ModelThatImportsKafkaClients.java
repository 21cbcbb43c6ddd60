package dev.tidemark.architecture.wrong.model;

/** Wrong on purpose. */
public record ModelThatImportsKafkaClients(org.apache.kafka.common.TopicPartition wrong) {}
