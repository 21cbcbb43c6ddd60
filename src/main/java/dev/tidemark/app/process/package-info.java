/**
 * What concerns the process as a whole, not what it does: its compilers, its native memory.
 *
 * <p>Start with {@link dev.tidemark.app.process.SecondCompiler}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.process;
