/** Commands, settings, wiring, the embedded broker. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app;
