package dev.tidemark.architecture.wrong.app.one;

import dev.tidemark.architecture.wrong.app.two.AppBackAgain;

/** Wrong on purpose. */
public record AppInACircle(AppBackAgain wrong) {}
