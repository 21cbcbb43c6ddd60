package dev.tidemark.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Call;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who finds room before a model that is slow. */
@Timeout(60)
class TextApiTest {

  private static final int LONG = 250 * 1024;

  /** Answers long texts when it is told to, and short ones at once. */
  private static final class SlowModel implements TextService {

    private final BlockingQueue<CompletableFuture<byte[]>> asked = new LinkedBlockingQueue<>();

    @Override
    public CompletableFuture<byte[]> tag(byte[] record) {
      if (record.length < LONG) {
        return CompletableFuture.completedFuture(record);
      }
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }

    @Override
    public CompletableFuture<byte[]> fill(byte[] record) {
      return tag(record);
    }
  }

  private final SlowModel model = new SlowModel();
  private final Route tag = new TextApi(model).routes().get(0);

  private Answer ask(int bytes) {
    byte[] body = "x".repeat(bytes).getBytes(UTF_8);
    try {
      return tag.handler()
          .answer(
              new Call(
                  "POST",
                  "/api/v1/tag",
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  body,
                  Set.of(Role.READ),
                  null));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLongTextKeepsNoShortOneOut() throws Exception {
    CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> ask(LONG));
    CompletableFuture<byte[]> work = model.asked.poll(30, TimeUnit.SECONDS);

    assertThat(ask(100)).as("a short one beside it").isNotNull();
    assertThatThrownBy(() -> ask(LONG))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("another long text");

    assertThat(work).isNotNull().satisfies(answer -> answer.complete(new byte[0]));
    assertThat(first.get(30, TimeUnit.SECONDS)).isNotNull();
    CompletableFuture<Answer> next = CompletableFuture.supplyAsync(() -> ask(LONG));
    assertThat(model.asked.poll(30, TimeUnit.SECONDS))
        .as("then the next finds room")
        .isNotNull()
        .satisfies(answer -> answer.complete(new byte[0]));
    assertThat(next.get(30, TimeUnit.SECONDS)).isNotNull();
  }
}
