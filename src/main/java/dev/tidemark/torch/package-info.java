/**
 * The only package that imports DJL: writes a checkpoint as a TorchScript program, runs it, trains
 * it.
 *
 * <p>Start with {@link dev.tidemark.torch.TorchModels}, which loads; then {@code EncoderProgram}
 * and the resource {@code encoder.py}, the model as a program; {@code TorchArchive} is the file
 * format.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.torch;
