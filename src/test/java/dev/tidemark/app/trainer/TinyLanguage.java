package dev.tidemark.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.CommandRun;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A language small enough for a tiny model: names are people, places are places. There are firms
 * too, which the model does not meet before people correct it.
 */
public final class TinyLanguage {

  private static final Map<String, String> NAMES =
      Map.of("ada", "B-PER", "bob", "B-PER", "paris", "B-LOC", "rome", "B-LOC");
  private static final List<String> OTHERS = List.of("met", "in", "the", "7", ".");
  private static final Map<String, String> NEWS = Map.of("acme", "B-ORG", "zorg", "B-ORG");

  private final Random random;

  public TinyLanguage(Random random) {
    this.random = random;
  }

  /** {@code WORD<TAB>LABEL} of each word; no sentence twice. */
  public List<List<String>> sentences(int count, boolean news) {
    List<String> names = new ArrayList<>(NAMES.keySet());
    if (news) {
      names.addAll(NEWS.keySet());
    }
    Collections.sort(names);
    Set<List<String>> sentences = new LinkedHashSet<>();
    while (sentences.size() < count) {
      List<String> lines = new ArrayList<>();
      int words = 4 + random.nextInt(5);
      for (int word = 0; word < words; word++) {
        String chosen =
            random.nextInt(3) == 0
                ? names.get(random.nextInt(names.size()))
                : OTHERS.get(random.nextInt(OTHERS.size()));
        lines.add(chosen + "\t" + NAMES.getOrDefault(chosen, NEWS.getOrDefault(chosen, "O")));
      }
      sentences.add(lines);
    }
    return List.copyOf(sentences);
  }

  public static void write(Path file, List<List<String>> sentences) throws IOException {
    StringBuilder text = new StringBuilder();
    sentences.forEach(lines -> text.append(String.join("\n", lines)).append("\n\n"));
    Files.writeString(file, text);
  }

  /** Writes {@code before.tsv} and trains the folder {@code incumbent} on it. */
  void teach(Path folder) throws IOException {
    teach(folder, List.of());
  }

  /** As above, and on these, of which {@code before.tsv} knows nothing. */
  void teach(Path folder, List<List<String>> more) throws IOException {
    teach(folder, 400, more, 60);
  }

  /** As above, on fewer sentences and for less time. */
  public void teach(Path folder, int count, int epochs) throws IOException {
    teach(folder, count, List.of(), epochs);
  }

  private void teach(Path folder, int count, List<List<String>> more, int epochs)
      throws IOException {
    TinyBert.ofSeed(4).withHidden(32).write(folder.resolve("tiny"), "bert.");
    List<List<String>> sentences = sentences(count, false);
    write(folder.resolve("before.tsv"), sentences);
    // An ORG now and then, so that the head has the label.
    write(folder.resolve("hint.tsv"), List.of(List.of("7\tB-ORG", "in\tO")));
    Path all = folder.resolve("all.tsv");
    List<List<String>> taught = new ArrayList<>(sentences);
    taught.addAll(more);
    write(all, taught);
    CommandRun run =
        CommandRun.of(
            folder,
            new byte[0],
            "train",
            "ner",
            "--model",
            folder.resolve("tiny").toString(),
            "--data",
            all.toString(),
            "--data",
            folder.resolve("hint.tsv") + ":0.01",
            "--epochs",
            Integer.toString(epochs),
            "--batch-size",
            "16",
            "--learning-rate",
            "1e-2",
            "--threads",
            "1",
            "--dtype",
            "fp32",
            "--out",
            folder.resolve("incumbent").toString());
    assertThat(run.code()).as(run.err()).isZero();
  }
}
