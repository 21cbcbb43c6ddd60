package dev.tidemark.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.guarantee.world.ChildJvm;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to a trainer, on a real broker: there is never half a version, never a second
 * promotion of what was learnt once, serving never stops, and the run ends well after all.
 */
@Tag("broker")
@Tag("slow")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerFaultsTest {

  /** Where a run can be when its process dies, by what it says in its log. */
  enum Step {
    STARTED("a run begins"),
    TRAINING("training on "),
    IN_THE_MIDDLE("pass 3 done"),
    EVALUATED("the gate has decided"),
    PUBLISHED("news@1 is published"),
    PROMOTED("news@1 is promoted");

    final String logged;

    Step(String logged) {
      this.logged = logged;
    }
  }

  @TempDir static Path folder;
  private final TinyLanguage language = new TinyLanguage(Seeds.random("TrainerFaultsTest"));
  private EmbeddedKafka kafka;
  private @Nullable FaultsWorld world;
  private int worlds;

  @BeforeAll
  void teach() throws IOException {
    language.teach(folder);
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  private FaultsWorld world() throws IOException {
    FaultsWorld made = new FaultsWorld(kafka, folder, "w" + ++worlds);
    world = made;
    return made;
  }

  @AfterEach
  void close() {
    if (world != null) {
      world.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void killedAtAnyStepTheRunIsFinishedByTheNextTrainer(Step step) throws Exception {
    FaultsWorld world = world();
    world.correct(language);
    ChildJvm first = world.trainer(step.logged);
    world.awaitLog(first, TrainerProcess.HELD);
    first.kill();
    world.assertServes();
    if (step == Step.IN_THE_MIDDLE) {
      world.correct(language, 20); // for the run after it
    }

    ChildJvm next = world.trainer("");
    world.awaitServed("news@1");
    JsonNode run = world.awaitRun("promoted");

    assertThat(world.promotions()).as(next.log()).containsExactly("news@1");
    assertThat(world.wholeVersions()).containsExactly("news@1");
    assertThat(next.log()).contains("a run begins");
    if (step == Step.IN_THE_MIDDLE || step == Step.EVALUATED) {
      assertThat(next.log())
          .as("what was learnt is not learnt again")
          .contains("the learning was interrupted, and goes on after step ")
          .doesNotContain("pass 1 done");
      assertThat(run.path("resumed").asBoolean()).isTrue();
      assertThat(run.path("corrections").asInt()).isEqualTo(FaultsWorld.CORRECTIONS);
      assertThat(run.path("learnt")).hasSize(FaultsWorld.CORRECTIONS);
    }
    if (step == Step.PUBLISHED) {
      assertThat(next.log()).contains("a run before this one published news@1");
      assertThat(next.log()).as("nothing is trained again").doesNotContain("training on");
    }
    if (step == Step.PROMOTED) {
      assertThat(next.log()).contains("news@1 is live already");
    }
    world.assertServedAllAlong("news@1");
  }

  @Test
  void aVersionDamagedBeforeItsPromotionIsMadeAnew() throws Exception {
    FaultsWorld world = world();
    world.correct(language);
    ChildJvm first = world.trainer(Step.PUBLISHED.logged);
    world.awaitLog(first, TrainerProcess.HELD);
    first.kill();
    Path weights = world.store().resolve("news/1/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);

    ChildJvm next = world.trainer("");
    world.awaitServed("news@2");

    assertThat(next.log()).contains("model.safetensors of news@1 is damaged");
    assertThat(world.promotions()).containsExactly("news@2");
    world.assertServedAllAlong("news@2");
  }

  @Test
  void aStoreThatGoesAwayMakesTheRunFailAndTheNextOneSucceed() throws Exception {
    FaultsWorld world = world();
    world.correct(language);
    ChildJvm trainer = world.trainer("");
    world.awaitLog(trainer, "pass 3 done");
    Path mounted = Objects.requireNonNull(world.store().getParent());
    Path away = mounted.resolveSibling("away-" + mounted.getFileName());
    Files.move(mounted, away);

    JsonNode failed = world.awaitRun("failed");
    assertThat(failed.path("reason").asText()).contains("there is no folder " + mounted);
    world.assertServes();
    Files.move(away, mounted);

    world.awaitServed("news@1");
    assertThat(world.promotions()).containsExactly("news@1");
    assertThat(world.wholeVersions()).containsExactly("news@1");
    trainer.assertAlive();
    world.assertServedAllAlong("news@1");
  }

  /** The store's disk is a small one in a mount namespace of the trainer's own. */
  @Test
  void aFullDiskMakesTheRunFailUntilThereIsRoom() throws Exception {
    FaultsWorld world = world();
    Path disk = Files.createDirectories(Objects.requireNonNull(world.store().getParent()));
    assumeThat(run("unshare", "-rm", "sh", "-c", mount(disk) + " && true"))
        .as("may mount in a namespace of its own")
        .isZero();
    world.correct(language);
    Path filler = disk.resolve("filler");
    // To the last byte; what then does not fit is no failure here.
    String fill =
        " && { head -c 4000000 /dev/zero > '%s' || true; } && exec \"$@\"".formatted(filler);
    ChildJvm trainer =
        world.trainerUnder(
            List.of("unshare", "-rm", "sh", "-c", mount(disk) + fill, "sh"), "", filler.toString());

    JsonNode failed = world.awaitRun("failed");
    assertThat(failed.path("reason").asText()).contains("no space left");
    world.awaitRun("promoted");

    assertThat(world.promotions()).as(trainer.log()).containsExactly("news@1");
    // The version lies on a disk that the tagger cannot see: what it has serves on.
    world.assertServes();
    world.assertServedAllAlong("");
  }

  @Test
  void aTrainerThatHungAndWakesUpPromotesNothingAndWritesNothing() throws Exception {
    FaultsWorld world = world();
    world.correct(language);
    ChildJvm first = world.trainer("");
    world.awaitLog(first, "pass 3 done");
    first.signal("STOP");
    ChildJvm second = world.trainer("");
    world.awaitServed("news@1");
    world.awaitRun("promoted");
    assertThat(second.log()).contains("news@1 is promoted");

    first.signal("CONT");
    world.awaitLog(first, "the run is given up");

    assertThat(first.log())
        .contains("the run is given up: another process has taken over the training")
        .doesNotContain("the run failed");
    assertThat(world.lastRun().path("event").asText()).as("the new leader's").isEqualTo("promoted");
    assertThat(world.promotions()).containsExactly("news@1");
    world.assertServedAllAlong("news@1");
  }

  private static String mount(Path disk) {
    return "mount -t tmpfs -o size=2m tmpfs '%s'".formatted(disk);
  }

  private static int run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1; // there is no such program
    }
  }
}
