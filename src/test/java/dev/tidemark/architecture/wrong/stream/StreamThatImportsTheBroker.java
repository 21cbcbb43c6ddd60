package dev.tidemark.architecture.wrong.stream;

/** Wrong on purpose. */
public record StreamThatImportsTheBroker(org.apache.kafka.metadata.BrokerState wrong) {}
