package dev.tidemark.architecture.wrong.app;

/** Wrong on purpose. */
public record AppThatImportsTheHttpServer(com.sun.net.httpserver.HttpServer wrong) {}
