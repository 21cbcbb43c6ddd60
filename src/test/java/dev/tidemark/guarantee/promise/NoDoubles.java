package dev.tidemark.guarantee.promise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** No input is answered twice; under at_least_once, unless something failed. */
public final class NoDoubles implements Promise {

  private final Map<String, List<String>> places = new LinkedHashMap<>();

  @Override
  public void tagged(ConsumerRecord<byte[], byte[]> result) {
    answered(result);
  }

  @Override
  public void dead(ConsumerRecord<byte[], byte[]> letter) {
    answered(letter);
  }

  private void answered(ConsumerRecord<byte[], byte[]> answer) {
    places.computeIfAbsent(Promise.id(answer), id -> new ArrayList<>(1)).add(Promise.place(answer));
  }

  @Override
  public List<String> broken(Delivery delivery) {
    if (delivery == Delivery.MAY_REPEAT) {
      return List.of();
    }
    return places.entrySet().stream()
        .filter(answers -> answers.getValue().size() > 1)
        .map(answers -> answers.getKey() + " was answered more than once: " + answers.getValue())
        .toList();
  }
}
