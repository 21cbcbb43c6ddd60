package dev.tidemark.architecture.wrong.app;

/** Wrong on purpose. */
public record AppThatImportsTheHttpServer(org.eclipse.jetty.server.Server wrong) {}
