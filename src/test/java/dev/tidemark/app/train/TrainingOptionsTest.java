package dev.tidemark.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number that makes no sense is said before anything is read, by the option's name. */
class TrainingOptionsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "--epochs, 0, --epochs 0: must be at least 1",
    "--max-steps, -1, --max-steps -1: must be at least 0",
    "--batch-size, 0, --batch-size 0: must be at least 1",
    "--learning-rate, -1, --learning-rate -1: must be greater than 0",
    "--learning-rate, NaN, --learning-rate NaN: must be greater than 0",
    "--learning-rate, fast, option '--learning-rate': 'fast' is not a number",
    "--epochs, 2.5, option '--epochs': '2.5' is not a whole number",
    "--warmup, 10, --warmup 10: must be from 0 to 1",
    "--dropout, 1, --dropout 1: must be from 0 to less than 1",
    "--attention-dropout, -0.1, --attention-dropout -0.1: must be from 0 to less than 1",
    "--max-grad-norm, -1, --max-grad-norm -1: must be at least 0",
    "--patience, -1, --patience -1: must be at least 0",
    "--store, f33, --store",
  })
  void ofEveryTraining(String option, String value, String message) {
    for (String kind : List.of("ner", "mlm")) {
      CommandRun run = train(kind, option, value);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains(message);
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ner, --label-smoothing, 2, --label-smoothing 2: must be from 0 to less than 1",
    "ner, --recase, 0.7, --recase 0.7: must be from 0 to 0.5",
    "ner, --join, -5, --join -5: must be at least 0",
    "mlm, --rehearse-recase, 0.7, --rehearse-recase 0.7: must be from 0 to 0.5",
    "mlm, --rehearse-join, -5, --rehearse-join -5: must be at least 0",
    "mlm, --rehearse-batch, 0, --rehearse-batch 0: must be at least 1",
  })
  void ofOneKind(String kind, String option, String value, String message) {
    CommandRun run = train(kind, option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void namesOfPythonAreMetWithOurs() {
    assertThat(train("ner", "--learning_rate", "1e-5").err()).contains("'--learning-rate'?");
    assertThat(train("ner", "--weight_decay", "0").err()).contains("'--weight-decay'?");
  }

  private CommandRun train(String kind, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", kind, "--model", "nowhere"));
    arguments.addAll(List.of("--data", "nothing", "--out", folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(folder, new byte[0], arguments.toArray(String[]::new));
  }
}
