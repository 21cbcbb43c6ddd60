package dev.tidemark.architecture.wrong.text;

/** Wrong on purpose. */
public record TextThatImportsJackson(com.fasterxml.jackson.databind.JsonNode wrong) {}
