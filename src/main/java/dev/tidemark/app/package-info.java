/**
 * The program: {@code Main}, the list of its commands, and {@code run}. Everything else stands in a
 * sub-package, and these do not depend on one another in circles. From the ground up:
 *
 * <ul>
 *   <li>{@code cli}, {@code settings}, {@code process}: how any command is started, refused and
 *       ended; every setting, declared once; the process as a whole;
 *   <li>{@code kafka}, {@code topics}, {@code feed}: topologies and the embedded broker, the topics
 *       there must be, texts that come in as lines;
 *   <li>{@code models}, {@code tagger}, {@code train}: models by name, models at work, models made
 *       by hand;
 *   <li>{@code guard}, {@code trainer}: what watches over the live model, and what adapts it;
 *   <li>{@code observe}, {@code web}, {@code ingest}: metrics and health, the HTTP server, news
 *       that come in;
 *   <li>{@code instance}: a tagger, a trainer and what is around them, put together;
 *   <li>{@code demo}, {@code bench}: all of it together, shown and measured.
 * </ul>
 *
 * <p>Start with {@link dev.tidemark.app.Main}, then {@link dev.tidemark.app.Commands}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app;
