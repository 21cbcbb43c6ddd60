package dev.tidemark.architecture.wrong.app.two;

import dev.tidemark.architecture.wrong.app.one.AppInACircle;

/** Wrong on purpose. */
public record AppBackAgain(AppInACircle wrong) {}
