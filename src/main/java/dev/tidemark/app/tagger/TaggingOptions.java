package dev.tidemark.app.tagger;

import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings of the model that commands offer as options of their own. */
public final class TaggingOptions {

  @Option(
      names = "--model",
      paramLabel = ModelFolder.LABEL,
      description =
          "Checkpoint folder, stored version, or a model of the Hugging Face Hub (default: the model that comes with Tidemark).")
  @Nullable String model;

  @Option(
      names = "--aggregation",
      paramLabel = "HOW",
      description =
          "From labels of sub-words to entities: none, simple, first, average, max (as Hugging Face pipelines),"
              + " word (each word its own, for parts of speech), viterbi, or auto: viterbi where the labels"
              + " follow a scheme (BIO, IOE2, BIOES, BILOU), word where they are tags of words, else first"
              + " (default: auto).")
  @Nullable String aggregation;

  @Mixin DeviceOptions device = new DeviceOptions();

  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(device.flags());
    flags.add(Flag.of("--model", Settings.MODEL_NER, model));
    flags.add(Flag.of("--aggregation", Settings.AGGREGATION, aggregation));
    return flags;
  }
}
