package dev.tidemark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a failing batch harms, and when the loop is at its end. */
@Timeout(30)
class BatchLoopFailuresTest extends BatchLoopWorld {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 31, 62, 63})
  void oneCulpritStandsAlone(int culprit) throws Exception {
    BatchLoop<Integer, String> loop = loop(failingOn(Set.of(culprit)));
    List<CompletableFuture<String>> futures = submitAll(loop, 64);
    loop.runOnce();

    for (int i = 0; i < 64; i++) {
      if (i == culprit) {
        assertThat(failureOf(futures.get(i)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("cannot do " + culprit);
      } else {
        assertThat(futures.get(i)).isCompletedWithValue("result of " + i);
      }
    }
    assertThat(runs).hasSizeLessThanOrEqualTo(13); // 1 + 2 × log2(64)
    assertThat(loop.isAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void anySetOfCulpritsFailsAndNobodyElse(long seed) throws Exception {
    System.out.println("BatchLoopFailuresTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      int size = 2 + random.nextInt(40);
      Set<Integer> culprits = new HashSet<>();
      for (int i = random.nextInt(Math.min(size, 12)); i > 0; i--) {
        culprits.add(random.nextInt(size));
      }
      BatchLoop<Integer, String> loop = loop(failingOn(culprits));
      List<CompletableFuture<String>> futures = submitAll(loop, size);
      loop.hurry();
      loop.runOnce();
      for (int i = 0; i < size; i++) {
        if (culprits.contains(i)) {
          assertThat(failureOf(futures.get(i))).hasMessage("cannot do " + i);
        } else {
          assertThat(futures.get(i)).isCompletedWithValue("result of " + i);
        }
      }
    }
  }

  @Test
  void aWrongNumberOfResultsFailsTheBatchAndSaysSo() throws Exception {
    AtomicBoolean forgetful = new AtomicBoolean(true);
    BatchLoop<Integer, String> loop =
        loop(batch -> named(forgetful.get() ? batch.subList(1, batch.size()) : batch));
    List<CompletableFuture<String>> futures = submitAll(loop, 64);
    loop.runOnce();

    assertThat(futures)
        .allSatisfy(
            future ->
                assertThat(failureOf(future))
                    .hasMessage("the runner gave 63 results for a batch of 64 requests"));
    assertThat(runs).hasSize(1);

    forgetful.set(false);
    CompletableFuture<String> next = loop.submit(7, 1);
    loop.hurry();
    assertThat(loop.runOnce()).isTrue();
    assertThat(next).isCompletedWithValue("result of 7");
  }

  @Test
  void outOfMemoryHalvesTheBudgetAndNobodyNotices() throws Exception {
    BatchLoop<Integer, String> loop =
        loop(
            batch -> {
              if (batch.size() > 20) {
                throw new IllegalStateException("device is out of memory");
              }
              return named(batch);
            });
    List<CompletableFuture<String>> futures = submitAll(loop, 64);
    loop.runOnce();

    assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
    assertThat(loop.limits().maxTokens()).isEqualTo(16);
    runs.clear();
    submitAll(loop, 64);
    loop.runOnce();
    assertThat(runs).singleElement().satisfies(batch -> assertThat(batch).hasSize(16));
  }

  @Test
  void theBudgetComesBackWhenTheMemoryDoes() throws Exception {
    AtomicBoolean crowded = new AtomicBoolean(true);
    BatchLoop<Integer, String> loop =
        loop(
            batch -> {
              if (crowded.get() && batch.size() > 20) {
                throw new IllegalStateException("device is out of memory");
              }
              return named(batch);
            });
    submitAll(loop, 64);
    loop.runOnce();
    crowded.set(false);
    for (int i = 0; i < 2 * TokenBudget.FIRST_TRIAL; i++) {
      submitAll(loop, 1);
      loop.hurry();
      loop.runOnce();
    }

    assertThat(loop.limits().maxTokens()).isEqualTo(64);
    runs.clear();
    submitAll(loop, 64);
    loop.runOnce();
    assertThat(runs).singleElement().satisfies(batch -> assertThat(batch).hasSize(64));
  }

  @Test
  void aRequestTooLargeForTheDeviceFailsAloneAndLeavesTheBudget() throws Exception {
    BatchLoop<Integer, String> loop =
        loop(
            batch -> {
              throw new IllegalStateException("device is out of memory");
            });
    CompletableFuture<String> future = loop.submit(1, 9_999);
    loop.runOnce();

    assertThat(failureOf(future)).hasMessageContaining("out of memory");
    assertThat(loop.limits()).isEqualTo(LIMITS);
    assertThat(loop.isAlive()).isTrue();
  }

  @Test
  void aFatalFailureFailsEverythingPendingAndEverythingToCome() throws Exception {
    DeviceFailedException gone = new DeviceFailedException("the device is gone", null);
    BatchLoop<Integer, String> loop =
        loop(
            batch -> {
              throw gone;
            });
    List<CompletableFuture<String>> futures = submitAll(loop, 100); // 64 run, 36 wait

    assertThat(loop.runOnce()).isFalse();

    assertThat(futures).allSatisfy(future -> assertThat(failureOf(future)).isSameAs(gone));
    assertThat(runs).as("no bisecting").hasSize(1);
    assertThat(loop.isAlive()).isFalse();
    assertThat(loop.failure()).containsSame(gone);
    assertThat(failureOf(loop.submit(1, 1)))
        .isInstanceOf(DeviceFailedException.class)
        .hasMessage("test loop is dead: the device is gone");
    assertThat(loop.runOnce()).isFalse();
  }

  @Test
  void whenEverythingFailsItIsNotTheTexts() throws Exception {
    BatchLoop<Integer, String> loop =
        loop(
            batch -> {
              throw new IllegalStateException("strange");
            });
    List<CompletableFuture<String>> futures = submitAll(loop, FailureStreak.HOPELESS_AFTER);
    loop.hurry();

    assertThat(loop.runOnce()).isFalse();

    assertThat(futures)
        .allSatisfy(
            future ->
                assertThat(failureOf(future))
                    .isInstanceOf(DeviceFailedException.class)
                    .hasMessageContaining("16 requests failed in a row")
                    .hasMessageContaining("strange"));
    assertThat(loop.isAlive()).isFalse();
  }

  @Test
  void aFewFailuresWithSuccessesBetweenKillNothing() throws Exception {
    BatchLoop<Integer, String> loop = loop(failingOn(Set.of(0, 1, 2)));
    for (int round = 0; round < 10; round++) {
      submitAll(loop, 4);
      loop.hurry();
      assertThat(loop.runOnce()).isTrue();
    }
    assertThat(loop.isAlive()).isTrue();
  }

  @Test
  void manyThreadsAndARunnerThatFailsNowAndThenLoseNothing() throws Exception {
    try (BatchLoop<Integer, String> loop =
        BatchLoop.start(
            "test loop",
            new BatchLimits(200, 16, Duration.ofMillis(1)),
            3,
            500,
            batch -> {
              for (int i : batch) {
                if (i % 97 == 0) {
                  throw new IllegalArgumentException("cannot do " + i);
                }
              }
              return named(batch);
            })) {
      List<CompletableFuture<String>> futures = Collections.synchronizedList(new ArrayList<>());
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int base = t * 1_000;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = base; i < base + 1_000; i++) {
                    int expected = i;
                    futures.add(
                        loop.submit(i, 1 + i % 50)
                            .handle(
                                (result, failure) ->
                                    (failure == null
                                            ? result.equals("result of " + expected)
                                            : expected % 97 == 0)
                                        ? "right"
                                        : "wrong: " + result + failure));
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      loop.hurry();
      CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
          .get(20, TimeUnit.SECONDS);
      assertThat(futures)
          .hasSize(4_000)
          .allSatisfy(f -> assertThat(f).isCompletedWithValue("right"));
    }
  }
}
