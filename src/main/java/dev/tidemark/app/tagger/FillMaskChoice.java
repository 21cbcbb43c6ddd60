package dev.tidemark.app.tagger;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Who fills masks beside a tagger: nobody, the tagger's own second head, or another model.
 *
 * @param isSecondHead whether the tagger's checkpoint does it itself
 * @param other the model that does it, where it is another one
 */
record FillMaskChoice(boolean isSecondHead, @Nullable Other other) {

  /**
   * A model that fills masks and is not the tagger.
   *
   * @param checkpoint has a masked-language-model head
   */
  record Other(ModelFolder folder, Checkpoint checkpoint) {

    /**
     * Reads it.
     *
     * @throws dev.tidemark.model.checkpoint.CheckpointException when it has no such head
     */
    static Other read(ModelFolder folder) throws IOException {
      Checkpoint checkpoint = folder.read();
      checkpoint.requireWordHead();
      return new Other(folder, checkpoint);
    }
  }

  private static final String AUTO = "auto";
  private static final String NONE = "none";

  /**
   * As the settings say.
   *
   * @param tagger the model that finds entities
   * @throws dev.tidemark.model.checkpoint.CheckpointException when the one named for masks cannot
   *     fill any
   */
  static FillMaskChoice of(
      Configuration settings, ModelFolder tagger, Checkpoint checkpoint, Tokenizer tokenizer)
      throws IOException {
    String name = settings.get(Settings.MODEL_FILL_MASK);
    if (name.equals(NONE)) {
      return new FillMaskChoice(false, null);
    }
    if (name.equals(AUTO)) {
      boolean can = checkpoint.hasWordHead() && tokenizer.mask() != null;
      return new FillMaskChoice(can, null);
    }
    ModelFolder named = ModelFolder.of(name, settings);
    if (!named.version().equals(tagger.version())) {
      return new FillMaskChoice(false, Other.read(named));
    }
    checkpoint.requireWordHead();
    if (tokenizer.mask() == null) {
      throw new UsageException(
          "tidemark.model.fill-mask: the tokenizer of %s has no mask token, so no text can show where to fill; name another model, or none"
              .formatted(name));
    }
    return new FillMaskChoice(true, null);
  }

  /** The model to use where there is no tagger. */
  static Other alone(Configuration settings) throws IOException {
    String name = settings.get(Settings.MODEL_FILL_MASK);
    return Other.read(
        ModelFolder.of(
            name.equals(AUTO) || name.equals(NONE) ? settings.get(Settings.MODEL_NER) : name,
            settings));
  }
}
