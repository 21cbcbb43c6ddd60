/**
 * {@code demo}: everything in one process, before your eyes.
 *
 * <p>Start with {@link dev.tidemark.app.demo.DemoCommand}; {@link
 * dev.tidemark.app.demo.DemoAdaptation} is {@code demo --adapt}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.demo;
