package dev.tidemark.app.train;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.training.data.TextFile;
import dev.tidemark.training.masking.Chunk;
import dev.tidemark.training.masking.Chunks;
import dev.tidemark.training.masking.Masking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How text is cut and hidden for a masked language model. */
final class MaskingOptions {

  /** Kinds of masking as the command line spells them. */
  enum Kind {
    RANDOM,
    WHOLE_WORD;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--masking",
      defaultValue = "random",
      paramLabel = "KIND",
      description =
          "random (15 %% of tokens: of these 80 %% masked, 10 %% replaced, 10 %% left) or whole-word (20 %% of words, all"
              + " their tokens masked) (default: ${DEFAULT-VALUE}).")
  Kind kind = Kind.RANDOM;

  @Option(
      names = "--mask-share",
      paramLabel = "SHARE",
      description = "Share of tokens or words asked about (default: the kind's).")
  @Nullable Double share;

  @Option(
      names = "--chunk",
      defaultValue = "128",
      paramLabel = "TOKENS",
      description =
          "Texts are put one after another and cut into chunks of this length (default: ${DEFAULT-VALUE}).")
  int chunk;

  Masking masking(Checkpoint checkpoint, Tokenizer tokenizer) {
    Masking.Kind how = kind == Kind.RANDOM ? Masking.Kind.RANDOM : Masking.Kind.WHOLE_WORD;
    Masking usual = Masking.usual(how, maskId(tokenizer), checkpoint.config().vocabSize());
    if (share == null) {
      return usual;
    }
    try {
      return new Masking(how, share, usual.maskId(), usual.vocabSize());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--mask-share %s: must be between 0 and 1".formatted(share), e);
    }
  }

  /** Cuts the texts of files. */
  List<Chunk> chunks(List<Path> files, Checkpoint checkpoint, Tokenizer tokenizer)
      throws IOException {
    if (chunk > checkpoint.config().maxPositions() || chunk <= tokenizer.special().count()) {
      throw new UsageException(
          "--chunk %d: must be from %d to %d, the checkpoint's limit"
              .formatted(
                  chunk, tokenizer.special().count() + 1, checkpoint.config().maxPositions()));
    }
    Chunks chunks = new Chunks(tokenizer, chunk);
    for (Path file : files) {
      TextFile.read(file).forEach(chunks::add);
    }
    return chunks.finish();
  }

  private static int maskId(Tokenizer tokenizer) {
    MaskToken mask = tokenizer.mask();
    if (mask == null) {
      throw new UsageException(
          "the checkpoint's tokenizer has no mask token, so it cannot be a masked language model");
    }
    return mask.id();
  }
}
