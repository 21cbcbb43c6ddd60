package dev.tidemark.app.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.app.Main;
import dev.tidemark.guarantee.world.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is told to stop while PyTorch computes ends by the signal, and does not crash. */
@Tag("slow")
class CleanExitTest {

  private static final int TERMINATED = 128 + 15;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  void theDemoWhileItsModelIsTimed() {
    stopWhile("TorchModule.forward", "demo", "--no-web");
  }

  @Test
  void aBenchmark() {
    stopWhile("TorchModule.forward", "bench", "model", "--shapes", "32x128", "--seconds", "300");
  }

  @Test
  void aTraining() throws Exception {
    Path data = folder.resolve("data.tsv");
    Files.writeString(data, "Ada\tB-PER\nmet\tO\nBo\tB-PER\n\n".repeat(2000));
    stopWhile(
        "TorchTrainable.backward",
        "train",
        "ner",
        "--model",
        "default",
        "--dtype",
        "fp32",
        "--data",
        data.toString(),
        "--out",
        folder.resolve("out").toString());
  }

  private void stopWhile(String method, String... command) {
    List<String> options =
        new ArrayList<>(
            List.of("-XX:ErrorFile=" + folder.resolve("hs_err.log"), "-XX:-CreateCoredumpOnCrash"));
    for (String property : List.of("java.io.tmpdir", "DJL_CACHE_DIR")) {
      if (System.getProperty(property) != null) {
        options.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    try (ChildJvm child = ChildJvm.start(options, Main.class.getName(), List.of(command))) {
      await(method)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1)) // asking takes a JVM
          .until(() -> child.threads().contains(method));
      child.signal("TERM");

      assertThat(child.awaitEnd(PATIENCE)).as(child.log()).isEqualTo(TERMINATED);
      assertThat(child.log()).doesNotContain("SIGSEGV", "SIGABRT", "terminate called");
      assertThat(folder.resolve("hs_err.log")).doesNotExist();
    }
  }
}
