/**
 * Metrics and health in the application: {@link dev.tidemark.app.observe.Observation} is what a
 * process hands to those that measure, and what the HTTP server serves of it.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.observe;
