package dev.tidemark.guarantee.promise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The answers to an input partition stand in the output partition of the same number, in the order
 * of the inputs; results among themselves, dead letters among themselves.
 *
 * <p>Where answers may repeat, each answer's <em>first</em> appearance is in order: a replay starts
 * somewhere behind and runs forward again, so a reader that drops what it has seen sees the order.
 */
public final class OrderPerPartition implements Promise {

  private final Map<String, Sent> sent = new HashMap<>();
  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> outputs = new HashMap<>();

  @Override
  public void sent(Sent one) {
    sent.put(one.input().id(), one);
  }

  @Override
  public void tagged(ConsumerRecord<byte[], byte[]> result) {
    answered(result);
  }

  @Override
  public void dead(ConsumerRecord<byte[], byte[]> letter) {
    answered(letter);
  }

  private void answered(ConsumerRecord<byte[], byte[]> answer) {
    outputs
        .computeIfAbsent(answer.topic() + "-" + answer.partition(), output -> new ArrayList<>())
        .add(answer);
  }

  @Override
  public List<String> broken(Delivery delivery) {
    List<String> broken = new ArrayList<>();
    outputs.values().forEach(output -> check(output, delivery, broken));
    return broken;
  }

  private void check(
      List<ConsumerRecord<byte[], byte[]>> output, Delivery delivery, List<String> broken) {
    Set<String> seen = new HashSet<>();
    String previous = "";
    long furthest = -1;
    for (ConsumerRecord<byte[], byte[]> answer : output) {
      String id = Promise.id(answer);
      Sent one = sent.get(id);
      if (one == null || (!seen.add(id) && delivery == Delivery.MAY_REPEAT)) {
        continue; // an answer to nobody is for ResultBelongsToInput to report
      }
      if (one.input().partition() != answer.partition()) {
        broken.add(id + " came out in another partition, " + Promise.place(answer));
      } else if (one.offset() < furthest) {
        broken.add("%s came out after %s, %s".formatted(id, previous, Promise.place(answer)));
      } else {
        furthest = one.offset();
        previous = id;
      }
    }
  }
}
