/**
 * Training and evaluation by hand: the commands {@code train …} and {@code eval …}, the options
 * they share, what they print.
 *
 * <p>Start with {@link dev.tidemark.app.train.TrainNerCommand}; {@link
 * dev.tidemark.app.train.TrainingSession} is what all training commands do.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.train;
