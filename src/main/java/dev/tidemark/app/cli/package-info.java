/**
 * How any command of Tidemark is started, configured, refused and ended; knows no command in
 * particular.
 *
 * <p>Start with {@link dev.tidemark.app.cli.Cli}; {@link dev.tidemark.app.cli.Shell} is what a
 * command is given.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.cli;
