package dev.tidemark.architecture.wrong.app.two;

import dev.tidemark.architecture.wrong.app.AppThatImportsKafkaStreams;

/** Wrong on purpose. */
public record AppThatLooksUp(AppThatImportsKafkaStreams wrong) {}
