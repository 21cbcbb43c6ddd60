package dev.tidemark.ops.metrics;

import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.text.EntitySpan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What passes through the topology. The gauge of records in flight is the balance that {@link
 * StreamMetrics} states, read from the same counters: where it does not return to zero on an idle
 * stream, a record was lost sight of.
 */
public final class StreamMeters implements StreamMetrics {

  /** More than any label set in use; a model may name as many as it likes. */
  static final int MOST_TYPES = 50;

  /** A process is restarted before it has served so many. */
  static final int MOST_MODELS = 20;

  static final Figure RECEIVED =
      Figure.counter("tidemark.records.received", "records", "Records taken from the texts topic.");

  static final Figure TAGGED =
      Figure.counter(
          "tidemark.records.tagged",
          "records",
          "Records forwarded to the tagged topic, by the version that answered.",
          "model");

  static final Figure DEAD_LETTERED =
      Figure.counter(
          "tidemark.records.dead.lettered",
          "records",
          "Records forwarded to the dead letters: not readable (read), refused by the tokenizer or"
              + " the model (tag), or too large with their entities (write).",
          "stage");

  static final Figure ABANDONED =
      Figure.counter(
          "tidemark.records.abandoned",
          "records",
          "Records given up unanswered because their task was closed; they are read again.");

  static final Figure IN_FLIGHT =
      Figure.gauge(
          "tidemark.records.in.flight",
          "records",
          "Records taken in and not yet forwarded: received less tagged, dead-lettered and"
              + " abandoned.");

  static final Figure ENTITIES =
      Figure.counter(
          "tidemark.entities",
          "entities",
          "Entities found, by type; beyond %d types the rest is 'other'.".formatted(MOST_TYPES),
          "type");

  static final Figure MASKS =
      Figure.counter("tidemark.masks.filled", "masks", "Mask tokens that got candidates.");

  static final Figure TEXT_TOKENS =
      Figure.counter(
          "tidemark.text.tokens",
          "tokens",
          "Tokens of tagged texts, without special tokens, padding and overlaps.");

  static final Figure HELD =
      Figure.durations("tidemark.record.held", "From taking a record in to forwarding its answer.");

  static final Figure END_TO_END =
      Figure.durations(
          "tidemark.end.to.end",
          "From a record's timestamp to forwarding its answer; a commit later readers see it.");

  static final List<Figure> FIGURES =
      List.of(
          RECEIVED,
          TAGGED,
          DEAD_LETTERED,
          ABANDONED,
          IN_FLIGHT,
          ENTITIES,
          MASKS,
          TEXT_TOKENS,
          HELD,
          END_TO_END);

  private final InstantSource clock;
  private final Counter received;
  private final LabelValues<Counter> tagged;
  private final Map<DeadLetters.Stage, Counter> deadLettered =
      new EnumMap<>(DeadLetters.Stage.class);
  private final Counter abandoned;
  private final LabelValues<Counter> entities;
  private final Counter masks;
  private final Counter tokens;
  private final Timer held;
  private final Timer endToEnd;
  private final LongAdder inFlight = new LongAdder();

  public StreamMeters(Metrics metrics, InstantSource clock) {
    this.clock = clock;
    received = metrics.counter(RECEIVED);
    tagged = new LabelValues<>(MOST_MODELS, model -> metrics.counter(TAGGED, model));
    for (DeadLetters.Stage stage : DeadLetters.Stage.values()) {
      deadLettered.put(stage, metrics.counter(DEAD_LETTERED, stage.label()));
    }
    abandoned = metrics.counter(ABANDONED);
    metrics.gauge(IN_FLIGHT, inFlight::sum);
    entities = new LabelValues<>(MOST_TYPES, type -> metrics.counter(ENTITIES, type));
    masks = metrics.counter(MASKS);
    tokens = metrics.counter(TEXT_TOKENS);
    held = metrics.timer(HELD);
    endToEnd = metrics.timer(END_TO_END);
  }

  @Override
  public void received() {
    received.increment();
    inFlight.increment();
  }

  @Override
  public void tagged(Tagging tagging, long timestamp, Duration since) {
    inFlight.decrement();
    tagged.of(tagging.model()).increment();
    for (EntitySpan entity : tagging.entities()) {
      entities.of(entity.type()).increment();
    }
    if (!tagging.fills().isEmpty()) {
      masks.increment(tagging.fills().size());
    }
    tokens.increment(tagging.tokens());
    held.record(since);
    // Clocks differ; a record from the future has taken no time.
    endToEnd.record(Duration.ofMillis(Math.max(0, clock.millis() - timestamp)));
  }

  @Override
  public void deadLettered(DeadLetters.Stage stage) {
    inFlight.decrement();
    Objects.requireNonNull(deadLettered.get(stage)).increment();
  }

  @Override
  public void abandoned(int records) {
    inFlight.add(-records);
    abandoned.increment(records);
  }
}
