package dev.tidemark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.text.EntitySpan;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real tiny models with different weights take each other's place under load. */
@Timeout(120)
class SwappableTaggerTest {

  private static final List<String> WORDS =
      List.of("Ada", "Lovelace", "met", "Paris", "in", "the", "été", "東京");
  private static final int MODELS = 4;
  private static final int THREADS = 4;
  private static final int SWAPS = 60;

  private final TorchModels cpu = new TorchModels("cpu", 1);
  private final Random random = Seeds.random("SwappableTaggerTest");
  private final AtomicBoolean closedInUse = new AtomicBoolean();

  /** A batching tagger with its model, which tells when it is used after it was closed. */
  private final class Owned implements VersionedTagger {

    private final ServedModel model;
    private final BatchingTagger tagger;
    private final AtomicBoolean closed = new AtomicBoolean();

    Owned(int number) throws IOException {
      Checkpoint checkpoint = TinyBert.ofSeed(number).checkpoint();
      TokenClassifier classifier = cpu.load(checkpoint, Dtype.FP32);
      model = new ServedModel("tiny@" + number, classifier, HuggingFaceTokens.of(checkpoint));
      tagger =
          new BatchingTagger(
              model,
              new TaggerSettings(
                  Aggregation.SIMPLE,
                  512,
                  8,
                  2000,
                  new BatchLimits(512, 16, Duration.ofMillis(2)),
                  1,
                  100_000));
    }

    @Override
    public CompletableFuture<Tagging> submit(String text) {
      if (closed.get()) {
        closedInUse.set(true);
      }
      return tagger
          .submit(text)
          .whenComplete(
              (tagging, failure) -> {
                if (closed.get()) {
                  closedInUse.set(true);
                }
              });
    }

    @Override
    public void hurry() {
      tagger.hurry();
    }

    @Override
    public String version() {
      return tagger.version();
    }

    @Override
    public boolean isAlive() {
      return tagger.isAlive();
    }

    @Override
    public void close() {
      closed.set(true);
      tagger.close();
      model.close();
    }
  }

  @Test
  void everyAnswerIsThatOfTheVersionItNames() throws Exception {
    List<String> texts = IntStream.range(0, 50).mapToObj(i -> text()).toList();
    Map<String, Map<String, Tagging>> alone = new HashMap<>();
    for (int number = 0; number < MODELS; number++) {
      Map<String, Tagging> answers = new HashMap<>();
      try (Owned model = new Owned(number)) {
        texts.forEach(text -> answers.put(text, model.submit(text).join()));
        alone.put(model.version(), answers);
      }
    }

    List<CompletableFuture<Void>> closings = new ArrayList<>();
    List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
    java.util.Set<String> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
    AtomicBoolean over = new AtomicBoolean();
    SwappableTagger tagger = new SwappableTagger(new Owned(0));
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < THREADS; client++) {
      int first = client;
      Thread thread =
          new Thread(
              () -> {
                for (int i = first; !over.get(); i++) {
                  String text = texts.get(i % texts.size());
                  Tagging tagging = tagger.submit(text).join();
                  seen.add(tagging.model());
                  if (!same(tagging, alone.getOrDefault(tagging.model(), Map.of()).get(text))) {
                    wrong.add(tagging.model() + " says " + tagging.entities() + " of " + text);
                  }
                }
              });
      thread.start();
      clients.add(thread);
    }
    for (int swap = 1; swap <= SWAPS; swap++) {
      closings.add(tagger.swap(new Owned(swap % MODELS)));
      tagger.submit(texts.get(0)).join(); // some work between any two
    }
    over.set(true);
    for (Thread client : clients) {
      client.join();
    }
    for (CompletableFuture<Void> closing : closings) {
      closing.get(30, TimeUnit.SECONDS); // each of them is closed, none with a failure
    }
    tagger.close();
    assertThat(wrong).isEmpty();
    assertThat(seen).hasSize(MODELS);
    assertThat(closedInUse).as("a model was closed while somebody used it").isFalse();
  }

  @Test
  void theFormerModelAnswersWhatItTookInAndIsClosedThen() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<Tagging> open = new CompletableFuture<>();
    VersionedTagger slow = new Waiting(open, closed);
    try (SwappableTagger tagger = new SwappableTagger(slow)) {
      CompletableFuture<Tagging> early = tagger.submit("Ada");
      CompletableFuture<Void> closing = tagger.swap(new Owned(1));

      assertThat(tagger.version()).isEqualTo("tiny@1");
      assertThat(tagger.submit("Ada").get(30, TimeUnit.SECONDS).model()).isEqualTo("tiny@1");
      assertThat(closing).as("it still owes an answer").isNotDone();
      assertThat(closed.getCount()).isEqualTo(1);

      open.complete(new Tagging(List.of(), "slow@1", "", 1, 1));
      assertThat(early.get(30, TimeUnit.SECONDS).model()).isEqualTo("slow@1");
      closing.get(30, TimeUnit.SECONDS);
      assertThat(closed.getCount()).isZero();
    }
  }

  @Test
  void aSubmitThatThrowsLeavesNoLeaseBehind() throws Exception {
    VersionedTagger broken =
        new Waiting(new CompletableFuture<>(), new CountDownLatch(1)) {
          @Override
          public CompletableFuture<Tagging> submit(String text) {
            throw new IllegalStateException("no device");
          }
        };
    try (SwappableTagger tagger = new SwappableTagger(broken)) {
      assertThatThrownBy(() -> tagger.submit("Ada")).hasMessage("no device");
      tagger.swap(new Owned(1)).get(30, TimeUnit.SECONDS);
    }
  }

  /** Answers when the test says so. */
  private static class Waiting implements VersionedTagger {

    private final CompletableFuture<Tagging> answer;
    private final CountDownLatch closed;

    Waiting(CompletableFuture<Tagging> answer, CountDownLatch closed) {
      this.answer = answer;
      this.closed = closed;
    }

    @Override
    public CompletableFuture<Tagging> submit(String text) {
      return answer;
    }

    @Override
    public void hurry() {}

    @Override
    public String version() {
      return "slow@1";
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  /** Sums differ in their last bits with what shares a batch. */
  private static boolean same(Tagging one, @Nullable Tagging other) {
    if (other == null || one.entities().size() != other.entities().size()) {
      return false;
    }
    for (int i = 0; i < one.entities().size(); i++) {
      EntitySpan first = one.entities().get(i);
      EntitySpan second = other.entities().get(i);
      if (!first.type().equals(second.type())
          || first.start() != second.start()
          || first.end() != second.end()
          || Math.abs(first.score() - second.score()) > 1e-4) {
        return false;
      }
    }
    return true;
  }

  private String text() {
    return String.join(
        " ",
        IntStream.range(0, 1 + random.nextInt(8))
            .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
            .toList());
  }
}
