package dev.tidemark.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mostly turns the loop by hand: {@code runOnce()} on the test's thread, at a time of its own. */
@Timeout(30)
class BatchLoopTest extends BatchLoopWorld {

  @Test
  void eachFutureGetsTheResultOfItsRequest() throws Exception {
    BatchLoop<Integer, String> loop = loop(BatchLoopWorld::named);
    List<CompletableFuture<String>> futures = submitAll(loop, 5);
    loop.hurry();

    assertThat(loop.runOnce()).isTrue();

    for (int i = 0; i < 5; i++) {
      assertThat(futures.get(i)).isCompletedWithValue("result of " + i);
    }
    assertThat(runs).hasSize(1);
  }

  @Test
  void aFullBatchRunsWithoutWaitingForTheNextArrival() throws Exception {
    BatchLoop<Integer, String> loop = loop(BatchLoopWorld::named);
    List<CompletableFuture<String>> futures = submitAll(loop, 64);

    loop.runOnce(); // time stands still: lingering would never end

    assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
  }

  @Test
  void eachWorkerRunsABatchOfItsOwn() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    try (BatchLoop<Integer, String> loop =
        BatchLoop.start(
            "test loop",
            new BatchLimits(1, 1, Duration.ofHours(1)),
            2,
            10,
            batch -> {
              bothRun.countDown();
              assertThat(bothRun.await(10, TimeUnit.SECONDS)).isTrue();
              return named(batch);
            })) {
      List<CompletableFuture<String>> futures = submitAll(loop, 2);

      assertThat(futures.get(0).get(10, TimeUnit.SECONDS)).isEqualTo("result of 0");
      assertThat(futures.get(1).get(10, TimeUnit.SECONDS)).isEqualTo("result of 1");
    }
  }

  @Test
  void closeFailsWhatWaitsAndWhatComesLater() {
    BatchLoop<Integer, String> loop = loop(BatchLoopWorld::named);
    List<CompletableFuture<String>> futures = submitAll(loop, 3);

    loop.close();

    assertThat(futures)
        .allSatisfy(
            future ->
                assertThat(failureOf(future))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("closed"));
    assertThat(failureOf(loop.submit(9, 1))).hasMessageContaining("closed");
    assertThat(loop.isAlive()).isFalse();
  }

  @Test
  void theRunningBatchFinishesOnClose() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    BatchLoop<Integer, String> loop =
        BatchLoop.start(
            "test loop",
            new BatchLimits(1, 1, Duration.ZERO),
            1,
            10,
            batch -> {
              entered.countDown();
              leave.await();
              return named(batch);
            });
    CompletableFuture<String> running = loop.submit(1, 1);
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<String> waiting = loop.submit(2, 1);
    Thread closer = new Thread(loop::close);
    closer.start();
    await().untilAsserted(() -> assertThat(waiting).isCompletedExceptionally());
    leave.countDown();
    closer.join();

    assertThat(running).isCompletedWithValue("result of 1");
  }

  @Test
  void submitWaitsWhileTheQueueIsFull() throws Exception {
    BatchLoop<Integer, String> loop =
        new BatchLoop<>("test loop", LIMITS, 1, 2, recorded(BatchLoopWorld::named), now::get);
    submitAll(loop, 2);
    AtomicReference<CompletableFuture<String>> third = new AtomicReference<>();
    Thread submitter = new Thread(() -> third.set(loop.submit(2, 1)));
    submitter.start();
    await().until(() -> submitter.getState() == Thread.State.TIMED_WAITING);
    assertThat(third.get()).isNull();

    loop.hurry();
    loop.runOnce();
    submitter.join();
    loop.hurry();
    loop.runOnce();

    assertThat(third.get()).isCompletedWithValue("result of 2");
  }

  @Test
  void aSubmitterWaitingForRoomIsFreedByClose() throws Exception {
    BatchLoop<Integer, String> loop =
        new BatchLoop<>("test loop", LIMITS, 1, 1, recorded(BatchLoopWorld::named), now::get);
    submitAll(loop, 1);
    AtomicReference<CompletableFuture<String>> second = new AtomicReference<>();
    Thread submitter = new Thread(() -> second.set(loop.submit(2, 1)));
    submitter.start();
    await().until(() -> submitter.getState() == Thread.State.TIMED_WAITING);

    loop.close();
    submitter.join();

    assertThat(failureOf(Objects.requireNonNull(second.get()))).hasMessageContaining("closed");
  }

  @Test
  void refusesAQueueWithoutRoom() {
    assertThatThrownBy(
            () -> new BatchLoop<>("x", LIMITS, 1, 0, recorded(BatchLoopWorld::named), now::get))
        .hasMessageContaining("0 queued tokens");
  }
}
