package dev.tidemark.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that look at the page in a real browser: one {@link RunningTidemark} for all of them, one
 * {@link PageInBrowser} for each test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("broker")
@Tag("browser")
@ExtendWith(PageOfTest.class)
@interface WithPage {}
