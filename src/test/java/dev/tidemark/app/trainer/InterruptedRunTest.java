package dev.tidemark.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.adaptation.AdaptationData;
import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.AdaptationRun;
import dev.tidemark.adaptation.AdaptationSettings;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.adaptation.GateSettings;
import dev.tidemark.adaptation.NewTypes;
import dev.tidemark.adaptation.RunSnapshots;
import dev.tidemark.app.Given;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.Weights;
import dev.tidemark.torch.TorchTrainingEngine;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.loop.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose process dies anywhere in its trainings comes, gone on with, to the very weights that
 * it would have come to in one go.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptedRunTest {

  private static final int CORRECTIONS = 60;

  /** Steps between two snapshots: fewer than in a pass, and no divisor of it. */
  private static final int EVERY = 3;

  @TempDir static Path folder;
  private final Random random = Seeds.random("InterruptedRunTest");
  private final TinyLanguage language = new TinyLanguage(random);
  private TorchTrainingEngine engine;
  private Checkpoint incumbent;
  private AdaptationData data;
  private Path snapshots;
  private int runs;

  @BeforeAll
  void teach() throws IOException {
    language.teach(folder);
    Configuration settings =
        Given.nothing().with("tidemark.dtype", "fp32").with("tidemark.threads", 1).settings();
    engine = new TorchTrainingEngine(DeviceOptions.models(settings));
    // With a head for words, so that it reads first.
    incumbent = Checkpoint.read(folder.resolve("incumbent")).withNewWordHead(7);
    data = data(language.sentences(CORRECTIONS, true));
  }

  @BeforeEach
  void freshFolder() {
    snapshots = folder.resolve("run-" + ++runs);
  }

  private AdaptationData data(List<List<String>> corrections) {
    List<LabelledSentence> before = labelled(language.sentences(80, false));
    return new AdaptationData(
        labelled(corrections),
        before,
        List.of(),
        language.sentences(100, true).stream().map(InterruptedRunTest::words).toList());
  }

  private static List<LabelledSentence> labelled(List<List<String>> sentences) {
    return sentences.stream()
        .map(
            lines ->
                new LabelledSentence(
                    words(lines), lines.stream().map(line -> line.split("\t", -1)[1]).toList()))
        .toList();
  }

  private static List<String> words(List<String> lines) {
    return lines.stream().map(line -> line.split("\t", -1)[0]).toList();
  }

  /** Dies at a step, counted over both trainings; and keeps what it was told. */
  private static final class Watch implements AdaptationListener {

    private final int diesAt;
    private final List<String> resumed = new ArrayList<>();
    private int steps;

    Watch(int diesAt) {
      this.diesAt = diesAt;
    }

    @Override
    public void split(int train, int heldOut, int rehearsal, int golden) {}

    @Override
    public void resumed(String training, int step) {
      resumed.add(training + " after " + step);
    }

    @Override
    public void step(int step, int steps, int epoch, double loss) {
      if (++this.steps == diesAt) {
        throw new Death();
      }
    }

    @Override
    public void stage(Stage<TaggingScore> stage) {}

    @Override
    public void decided(GateReport report) {}
  }

  private static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Checkpoint run(Watch watch, AdaptationData from, RunSnapshots where) throws IOException {
    AdaptationSettings how =
        new AdaptationSettings(3, 8, 5e-3, 1, 0.2, 0, 100, NewTypes.ALLOW, Dtype.FP32, 42);
    return new AdaptationRun(engine, how, GateSettings.DEFAULT, watch, where)
        .run(incumbent, from)
        .candidate();
  }

  private RunSnapshots kept() {
    return RunSnapshots.in(snapshots, EVERY);
  }

  @Test
  void whereverItDiesItComesToTheSameWeights() throws IOException {
    Watch whole = new Watch(-1);
    Checkpoint expected = run(whole, data, RunSnapshots.NONE);
    int steps = whole.steps;
    assertThat(steps).as("in both trainings").isGreaterThan(30);

    for (int time = 0; time < 6; time++) {
      freshFolder();
      // Now and then twice, at random steps, the first and last ones among them.
      int first = time == 0 ? 1 : time == 1 ? steps : 1 + random.nextInt(steps);
      assertThatThrownBy(() -> run(new Watch(first), data, kept())).isInstanceOf(Death.class);
      int left = steps - first;
      int second = left > 1 && random.nextBoolean() ? 1 + random.nextInt(left) : -1;
      if (second > 0) {
        assertThatThrownBy(() -> run(new Watch(second), data, kept())).isInstanceOf(Death.class);
      }

      Watch last = new Watch(-1);
      Checkpoint candidate = run(last, data, kept());

      Weights.assertSame(candidate, expected, "died at steps %d, %d".formatted(first, second));
      if (first > EVERY) {
        assertThat(last.steps).as("not all over again").isLessThan(steps);
        assertThat(last.resumed).isNotEmpty();
      }
      // A snapshot after each pass and every three steps: no more is done twice.
      int done = second > 0 ? second : first;
      assertThat(last.steps).isLessThanOrEqualTo(steps - (second > 0 ? 0 : done) + EVERY);
    }
  }

  @Test
  void otherDataAreLearntFromTheirBeginning() throws IOException {
    assertThatThrownBy(() -> run(new Watch(20), data, kept())).isInstanceOf(Death.class);
    AdaptationData other = data(language.sentences(CORRECTIONS, true));
    Checkpoint expected = run(new Watch(-1), other, RunSnapshots.NONE);

    Watch watch = new Watch(-1);
    Weights.assertSame(run(watch, other, kept()), expected, "other data");
    assertThat(watch.resumed).isEmpty();
  }

  @Test
  void aDamagedSnapshotIsThrownAway() throws IOException {
    Checkpoint expected = run(new Watch(-1), data, RunSnapshots.NONE);
    assertThatThrownBy(() -> run(new Watch(20), data, kept())).isInstanceOf(Death.class);
    try (Stream<Path> files = Files.walk(snapshots)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".safetensors")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }

    Watch watch = new Watch(-1);
    Weights.assertSame(run(watch, data, kept()), expected, "damaged");
    assertThat(watch.resumed).isEmpty();
  }

  @Test
  void whereNothingCanBeWrittenItRunsAllTheSame() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "a file");
    Checkpoint expected = run(new Watch(-1), data, RunSnapshots.NONE);

    Watch watch = new Watch(-1);
    Weights.assertSame(run(watch, data, RunSnapshots.in(file, EVERY)), expected, "unwritable");
  }
}
