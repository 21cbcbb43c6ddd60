package dev.tidemark.app.train;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.training.Example;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.NeighbourJoin;
import dev.tidemark.training.Recasing;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.data.LabelledSentence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Labelled sentences of several files, as one training sees them.
 *
 * @param files with the weight of each
 * @param sets sentences of each, in the same order
 */
record LabelledTrainingData(List<WeightedFile> files, List<List<LabelledSentence>> sets) {

  /** How sentences are varied before a model sees them. */
  record Variation(int join, double recase, long seed) {

    /**
     * As options ask for it.
     *
     * @param prefix of the options' names, before {@code join} and {@code recase}
     * @throws dev.tidemark.app.cli.UsageException when a value cannot be
     */
    static Variation asked(String prefix, int join, double recase, long seed) {
      Bounds.atLeast(prefix + "join", join, 0);
      Bounds.within(prefix + "recase", recase, 0, 0.5);
      return new Variation(join, recase, seed);
    }
  }

  static LabelledTrainingData read(List<String> named, LabelledDataOptions reading)
      throws IOException {
    List<WeightedFile> files = named.stream().map(WeightedFile::parse).toList();
    List<List<LabelledSentence>> sets = new ArrayList<>();
    for (WeightedFile file : files) {
      sets.add(reading.read(file.file()));
    }
    return new LabelledTrainingData(files, sets);
  }

  /** Rows for the model. */
  List<Example> rows(Variation variation, LabelAlignment alignment) {
    List<Example> rows = new ArrayList<>();
    Random random = new Random(variation.seed());
    for (int i = 0; i < files.size(); i++) {
      List<LabelledSentence> sentences = sets.get(i);
      if (variation.join() > 0) {
        sentences = NeighbourJoin.joined(sentences, variation.join(), random);
      }
      if (variation.recase() > 0) {
        sentences = Recasing.some(sentences, variation.recase(), random);
      }
      rows.addAll(TaggingDataset.of(sentences, files.get(i).weight(), alignment).examples());
    }
    return rows;
  }

  /** Adds what decides the result. */
  void addTo(Map<String, String> recipe, String option) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      WeightedFile file = files.get(i);
      recipe.put(
          "%s %d".formatted(option, i + 1),
          RecipeFiles.describe(file.file()) + " weight " + file.weight());
    }
  }
}
