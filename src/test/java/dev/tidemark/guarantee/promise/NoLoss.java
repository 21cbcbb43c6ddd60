package dev.tidemark.guarantee.promise;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Every input is answered: a sound one by its result, one that cannot be tagged by its dead letter.
 * A sound input among the dead letters is lost, too, to the readers of results.
 */
public final class NoLoss implements Promise {

  private final Map<String, Sent> sent = new LinkedHashMap<>();
  private final Set<String> tagged = new HashSet<>();
  private final Set<String> dead = new HashSet<>();

  @Override
  public void sent(Sent one) {
    sent.put(one.input().id(), one);
  }

  @Override
  public void tagged(ConsumerRecord<byte[], byte[]> result) {
    tagged.add(Promise.id(result));
  }

  @Override
  public void dead(ConsumerRecord<byte[], byte[]> letter) {
    dead.add(Promise.id(letter));
  }

  @Override
  public List<String> broken(Delivery delivery) {
    List<String> broken = new ArrayList<>();
    sent.forEach(
        (id, one) -> {
          if (!tagged.contains(id) && !dead.contains(id)) {
            broken.add(id + " was never answered");
          } else if (one.input().deathAt() == null && dead.contains(id)) {
            broken.add(id + " is sound and lies among the dead letters");
          } else if (one.input().deathAt() != null && tagged.contains(id)) {
            broken.add(id + " cannot be tagged and was");
          }
        });
    return broken;
  }
}
