package dev.tidemark.guarantee.promise;

import dev.tidemark.guarantee.world.Input;
import dev.tidemark.stream.DeadLetters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter is its input to the byte, and its headers say where that input stands, at which
 * stage it failed and why.
 */
public final class DeadLettersNameTheirSource implements Promise {

  private final Map<String, Sent> sent = new HashMap<>();
  private final List<String> broken = new ArrayList<>();

  @Override
  public void sent(Sent one) {
    sent.put(one.input().id(), one);
  }

  @Override
  public void dead(ConsumerRecord<byte[], byte[]> letter) {
    String id = Promise.id(letter);
    Sent one = sent.get(id);
    if (one == null) {
      broken.add(id + " is a dead letter of nobody, " + Promise.place(letter));
      return;
    }
    Input input = one.input();
    if (!Arrays.equals(input.value(), letter.value())) {
      broken.add(id + " has not the value it was sent with");
    }
    expect(letter, Input.TRACE, id);
    expect(letter, DeadLetters.SOURCE_TOPIC, one.topic());
    expect(letter, DeadLetters.SOURCE_PARTITION, Integer.toString(input.partition()));
    expect(letter, DeadLetters.SOURCE_OFFSET, Long.toString(one.offset()));
    if (input.deathAt() != null) {
      expect(letter, DeadLetters.STAGE, input.deathAt().label());
    }
    for (String header : List.of(DeadLetters.REASON, DeadLetters.EXCEPTION)) {
      String said = Headers.only(letter, header);
      if (said.isBlank() || said.equals("null") || said.equals("[]")) {
        broken.add("%s does not say its %s".formatted(id, header));
      }
    }
  }

  private void expect(ConsumerRecord<byte[], byte[]> letter, String header, String right) {
    String said = Headers.only(letter, header);
    if (!said.equals(right)) {
      broken.add("%s says %s=%s, not %s".formatted(Promise.id(letter), header, said, right));
    }
  }

  @Override
  public List<String> broken(Delivery delivery) {
    return List.copyOf(broken);
  }
}
