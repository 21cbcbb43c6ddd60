package dev.tidemark.guarantee.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.StampingClassifier;
import dev.tidemark.guarantee.world.StampingClassifier.Stamp;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.TaggedRecordWriter;
import dev.tidemark.stream.TextRecordReader;
import dev.tidemark.text.TaggedRecord;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Each promise against a history that breaks it: a promise that cannot fail promises nothing. */
class PromisesTest {

  private static final String V1 = "stamping@1";
  private static final String V2 = "stamping@2";

  private final Input first = Input.sound(0, 0, "news 1 of Ada");
  private final Input second = Input.sound(0, 1, "news 2 of Berlin and NATO");
  private final Input third = Input.sound(0, 2, "news 3 of nobody");
  private final Input broken = Input.unreadable(0, 3);

  @Test
  void aRunAsItShouldBeBreaksNothing() {
    for (Promise promise : Promise.all()) {
      History history = new History(promise, first, second, third, broken);
      history.tagged(first, V1, 1).tagged(second, V1, 1).tagged(third, V2, 2).dead(broken, 3, "x");
      for (Delivery delivery : Delivery.values()) {
        assertThat(promise.broken(delivery)).as(promise.getClass().getSimpleName()).isEmpty();
      }
    }
  }

  @Test
  void aRecordThatIsMissingIsNamed() {
    NoLoss promise = new NoLoss();
    new History(promise, first, second, third, broken).tagged(first, V1, 1).tagged(third, V1, 1);
    assertThat(promise.broken(Delivery.MAY_REPEAT))
        .containsExactly("0-1 was never answered", "0-3 was never answered");
  }

  @Test
  void aSoundRecordAmongTheDeadLettersIsLost() {
    NoLoss promise = new NoLoss();
    new History(promise, first).dead(first, 0, "x");
    assertThat(promise.broken(Delivery.ONCE))
        .containsExactly("0-0 is sound and lies among the dead letters");
  }

  @Test
  void anAnswerToTheUnreadableIsInvented() {
    NoLoss promise = new NoLoss();
    new History(promise, broken).tagged(broken, V1, 1).dead(broken, 0, "x");
    assertThat(promise.broken(Delivery.ONCE)).containsExactly("0-3 cannot be tagged and was");
  }

  @Test
  void aDoubleIsNamedWithItsPlacesUnlessAnswersMayRepeat() {
    NoDoubles promise = new NoDoubles();
    new History(promise, first, second)
        .tagged(first, V1, 1)
        .tagged(second, V1, 1)
        .tagged(first, V1, 2);
    assertThat(promise.broken(Delivery.ONCE))
        .containsExactly("0-0 was answered more than once: [tagged-0@0, tagged-0@2]");
    assertThat(promise.broken(Delivery.MAY_REPEAT)).isEmpty();
  }

  @Test
  void aSwapIsNamed() {
    for (Delivery delivery : Delivery.values()) {
      OrderPerPartition promise = new OrderPerPartition();
      new History(promise, first, second).tagged(second, V1, 1).tagged(first, V1, 1);
      assertThat(promise.broken(delivery)).containsExactly("0-0 came out after 0-1, tagged-0@1");
    }
  }

  @Test
  void aReplayIsOutOfOrderOnlyWhereAnswersMayNotRepeat() {
    OrderPerPartition promise = new OrderPerPartition();
    new History(promise, first, second, third)
        .tagged(first, V1, 1)
        .tagged(second, V1, 1)
        .tagged(first, V1, 2)
        .tagged(second, V1, 2)
        .tagged(third, V1, 2);
    assertThat(promise.broken(Delivery.MAY_REPEAT)).isEmpty();
    assertThat(promise.broken(Delivery.ONCE)).containsExactly("0-0 came out after 0-1, tagged-0@2");
  }

  @Test
  void anotherPartitionIsNamed() {
    OrderPerPartition promise = new OrderPerPartition();
    Input elsewhere = Input.sound(3, 0, "news 9 of Ada");
    new History(promise, elsewhere).tagged(elsewhere, V1, 1); // which answers in partition 0
    assertThat(promise.broken(Delivery.ONCE))
        .containsExactly("3-0 came out in another partition, tagged-0@0");
  }

  @Test
  void theEntitiesOfAnotherTextAreNoticed() {
    ResultBelongsToInput promise = new ResultBelongsToInput();
    // Same words at the same places but one: only the scores give it away.
    Input twin = Input.sound(0, 1, "news 2 of Ada");
    History history = new History(promise, first, twin);
    String mixedUp = value(twin, V1, 1).replace("news 2 of Ada", "news 1 of Ada");
    history.result(first, mixedUp.replace("\"0-1\"", "\"0-0\"").replace("\"n\":1", "\"n\":0"), V1);
    assertThat(promise.broken(Delivery.ONCE))
        .singleElement()
        .asString()
        .startsWith("0-0 at tagged-0@0: its entities are of another text");
  }

  @Test
  void anotherTextAnotherFieldNoEntitiesAndNobodysAnswersAreNoticed() {
    ResultBelongsToInput promise = new ResultBelongsToInput();
    History history = new History(promise, first);
    history.result(first, value(second, V1, 1), V1);
    history.result(first, value(first, V1, 1).replace("\"n\":0", "\"n\":7"), V1);
    history.result(first, value(first, V1, 1).replaceAll("\\[.*]", "[]"), V1);
    history.tagged(second, V1, 1);
    assertThat(promise.broken(Delivery.ONCE))
        .satisfiesExactly(
            text -> assertThat(text).startsWith("0-0 at tagged-0@0: its text is another"),
            field -> assertThat(field).startsWith("0-0 at tagged-0@1: its fields are another's"),
            none -> assertThat(none).startsWith("0-0 at tagged-0@2: it has no entities"),
            nobody -> assertThat(nobody).startsWith("0-1 at tagged-0@3: nobody sent it"));
  }

  @Test
  void twoVersionsInOneBatchAreNoticed() {
    OneVersionPerBatch promise = new OneVersionPerBatch();
    new History(promise, first, second).tagged(first, V1, 5).tagged(second, V2, 5);
    assertThat(promise.broken(Delivery.ONCE))
        .singleElement()
        .asString()
        .startsWith("0-1 was tagged by stamping@2, others of its batch");
  }

  @Test
  void aVersionThatDidNotRunIsNoticed() {
    OneVersionPerBatch promise = new OneVersionPerBatch();
    new History(promise, first)
        .result(first, value(first, V1, 1).replace("\"ner\":\"" + V1, "\"ner\":\"" + V2), V2);
    assertThat(promise.broken(Delivery.ONCE))
        .satisfiesExactly(
            field -> assertThat(field).startsWith("0-0 says stamping@2 in its field"),
            header -> assertThat(header).startsWith("0-0 says stamping@2 in its header"),
            labels -> assertThat(labels).startsWith("0-0 says").contains("in its labels"));
  }

  @Test
  void aDeadLetterThatBlamesAnotherIsNoticed() {
    DeadLettersNameTheirSource promise = new DeadLettersNameTheirSource();
    new History(promise, first, broken).dead(broken, 0, "x").dead(broken, 1, "null");
    assertThat(promise.broken(Delivery.ONCE))
        .containsExactly(
            "0-3 says tidemark-source-offset=0, not 1",
            "0-3 does not say its tidemark-error-reason");
  }

  private static String value(Input input, String version, int batch) {
    var text = new TextRecordReader(InputFormat.JSON).read(input.value());
    var entities = StampingClassifier.expected(input.text(), version, new Stamp(1, batch));
    return new String(
        new TaggedRecordWriter().write(new TaggedRecord(text, entities, version, 1)), UTF_8);
  }

  /** What a promise gets to see. Inputs have the offsets of their order, answers likewise. */
  private static final class History {
    private final Promise promise;
    private int results;
    private int letters;

    History(Promise promise, Input... inputs) {
      this.promise = promise;
      for (int offset = 0; offset < inputs.length; offset++) {
        promise.sent(new Sent(inputs[offset], "texts", offset));
      }
    }

    History tagged(Input input, String version, int batch) {
      String value = input.text().isEmpty() ? "{}" : PromisesTest.value(input, version, batch);
      return result(input, value, version);
    }

    History result(Input input, String value, String version) {
      Map<String, String> headers =
          Map.of(
              Input.TRACE,
              input.id(),
              "tidemark-model",
              version,
              "tidemark-labels",
              StampingClassifier.labels(version).hash());
      promise.tagged(record("tagged", results++, input, value.getBytes(UTF_8), headers));
      return this;
    }

    History dead(Input input, long sourceOffset, String reason) {
      Map<String, String> headers =
          Map.of(
              Input.TRACE,
              input.id(),
              DeadLetters.STAGE,
              "read",
              DeadLetters.REASON,
              reason,
              DeadLetters.EXCEPTION,
              "java.lang.Exception",
              DeadLetters.SOURCE_TOPIC,
              "texts",
              DeadLetters.SOURCE_PARTITION,
              "0",
              DeadLetters.SOURCE_OFFSET,
              Long.toString(sourceOffset));
      promise.dead(record("dead-letters", letters++, input, input.value(), headers));
      return this;
    }

    private static ConsumerRecord<byte[], byte[]> record(
        String topic, long offset, Input input, byte[] value, Map<String, String> headers) {
      RecordHeaders all = new RecordHeaders();
      headers.forEach((name, said) -> all.add(name, said.getBytes(UTF_8)));
      byte[] key = input.id().getBytes(UTF_8);
      return new ConsumerRecord<>(
          topic,
          0,
          offset,
          input.timestamp(),
          TimestampType.CREATE_TIME,
          key.length,
          value.length,
          key,
          value,
          all,
          Optional.empty());
    }
  }
}
