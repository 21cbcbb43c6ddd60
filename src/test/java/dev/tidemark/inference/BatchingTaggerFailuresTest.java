package dev.tidemark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom it harms when the model, or its device, fails on a batch. */
@Timeout(60)
class BatchingTaggerFailuresTest extends TaggerWorld {

  /** The model fails whenever a batch holds the mask token. */
  @Test
  void onlyTheTextThatBreaksTheModelFails() {
    int mask = TinyBert.VOCABULARY.indexOf("[MASK]");
    model.before =
        batch -> {
          if (Arrays.stream(batch.ids()).anyMatch(id -> id == mask)) {
            throw new IllegalStateException("no masks here");
          }
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        futures.add(tagger.submit(i % 13 == 5 ? "Ada [MASK] met" : "Ada met Paris " + i));
      }
      // One bad window among the many of a long text: the text fails as a whole.
      futures.add(tagger.submit(text(100) + " [MASK] " + text(100)));
      tagger.hurry();
      for (int i = 0; i < futures.size(); i++) {
        CompletableFuture<Tagging> future = futures.get(i);
        if (i % 13 == 5 || i == 40) {
          assertThatThrownBy(future::join)
              .as("text %d", i)
              .cause()
              .isInstanceOf(UntaggableTextException.class)
              .hasMessageContaining("no masks here");
        } else {
          assertThat(future.join().windows()).as("text %d", i).isEqualTo(1);
        }
      }
      assertThat(tagger.counts().texts()).isEqualTo(37);
      assertThat(tagger.isAlive()).isTrue();
    }
  }

  /** A row short, the last text of the batch once got zeros for probabilities, and no entities. */
  @Test
  void aWrongNumberOfResultsFailsRatherThanBecomingSomebodys() {
    model.after =
        right -> {
          int row = right.length() * right.labels();
          float[] fewer = Arrays.copyOf(right.values(), right.values().length - row);
          return new LabelProbabilities(right.length(), right.labels(), fewer);
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures =
          List.of(tagger.submit("Ada met Paris"), tagger.submit("Paris met Ada"));
      tagger.hurry();
      for (CompletableFuture<Tagging> future : futures) {
        assertThatThrownBy(future::join)
            .cause()
            .isInstanceOf(UntaggableTextException.class)
            .hasMessageContaining("the model gave 0 probabilities");
      }
    }
  }

  /** What is no number is above no threshold: without a check the text would have no entities. */
  @Test
  void aTextForWhichTheModelGivesNoNumbersFailsAndNoOther() throws IOException {
    model.close();
    model.loaded = new TorchModels("cpu", 1).load(maskIsNoNumber(), Dtype.FP32);
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      CompletableFuture<Tagging> sound = tagger.submit("Ada met Paris");
      CompletableFuture<Tagging> broken = tagger.submit("Ada met [MASK]");
      tagger.hurry();
      assertThatThrownBy(broken::join)
          .cause()
          .isInstanceOf(UntaggableTextException.class)
          .hasMessageContaining("the model gave what is no number");
      assertThat(sound.join().tokens()).isEqualTo(3);
    }
  }

  /** The model's checkpoint, its embedding of the mask token damaged. */
  private Checkpoint maskIsNoNumber() {
    String words = "embeddings.word_embeddings.weight";
    Tensor sound = Objects.requireNonNull(checkpoint.tensors().get(words));
    float[] values = sound.floats();
    values[TinyBert.VOCABULARY.indexOf("[MASK]") * checkpoint.config().hiddenSize()] = Float.NaN;
    Map<String, Tensor> tensors = new HashMap<>(checkpoint.tensors());
    tensors.put(words, Tensor.of(words, sound.shape(), values));
    return new Checkpoint(checkpoint.config(), tensors, checkpoint.tokenizerFiles());
  }

  @Test
  void aDeadModelIsNobodysTextsFault() {
    model.before =
        batch -> {
          throw new LinkageError("the library is gone");
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(1)))) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> tagger.submit("Ada").join())
            .isInstanceOf(CompletionException.class)
            .hasStackTraceContaining("the library is gone")
            .cause()
            .isNotInstanceOf(UntaggableTextException.class);
      }
      assertThat(tagger.isAlive()).isFalse();
    }
  }

  /** A batch too large for the device is run in parts, and every text gets its result. */
  @Test
  void outOfMemoryOnTheDeviceLosesNothing() {
    AtomicInteger refused = new AtomicInteger();
    model.before =
        batch -> {
          if (batch.rows() > 3) {
            refused.incrementAndGet();
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
          }
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        futures.add(tagger.submit("Ada met Paris"));
      }
      tagger.hurry();
      assertThat(futures).allSatisfy(future -> assertThat(future.join().tokens()).isEqualTo(3));
      assertThat(refused.get()).isPositive();
    }
  }

  @Test
  void afterCloseNoFutureIsPending() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    model.before =
        batch -> {
          running.countDown();
          await(goOn);
        };
    List<CompletableFuture<Tagging>> futures = new ArrayList<>();
    BatchingTagger tagger = tagger(settings(2, Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      futures.add(tagger.submit(text(1 + i * 3))); // from one window to several
    }
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    Thread closing = new Thread(tagger::close);
    closing.start();
    // What waited fails at once; what runs is let finish.
    assertThatThrownBy(futures.get(19)::join).hasCauseInstanceOf(CancellationException.class);
    goOn.countDown();
    closing.join();

    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(futures.get(0)).isCompleted();
    assertThatThrownBy(() -> tagger.submit("too late").join())
        .hasCauseInstanceOf(CancellationException.class);
    assertThat(tagger.isAlive()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
