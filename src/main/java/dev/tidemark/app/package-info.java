/**
 * The program: its commands, what wires them, the embedded broker.
 *
 * <ul>
 *   <li>{@code app.cli}: how any command is started, refused and ended;
 *   <li>{@code app.settings}: every setting, declared once.
 * </ul>
 *
 * <p>Start with {@link dev.tidemark.app.Main}, then {@link dev.tidemark.app.Commands}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app;
