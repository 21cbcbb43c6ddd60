package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.train.TrainingProgress;
import dev.tidemark.app.trainer.GateReportTable;
import dev.tidemark.stream.CompactedTopic;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what happens on {@code model-events} while a run goes on.
 *
 * <p>Threading notes: one thread.
 */
final class DemoRunWatch {

  private final CompactedTopic events;
  private final String alias;
  private final PrintStream out;
  private @Nullable JsonNode last;
  private @Nullable JsonNode verdict;

  DemoRunWatch(CompactedTopic events, String alias, PrintStream out) {
    this.events = events;
    this.alias = alias;
    this.out = out;
  }

  /**
   * Takes what has come.
   *
   * @throws CommandFailedException when the run failed, or what it made is refused
   */
  void look(Duration wait) throws IOException {
    for (CompactedTopic.Entry entry : events.poll(wait)) {
      byte[] value = entry.value();
      if (value == null) {
        continue;
      }
      JsonNode event = Json.MAPPER.readTree(value);
      if (entry.key().equals("runs/" + alias)) {
        say(event);
        last = event;
      } else if (entry.key().endsWith("/refused")) {
        throw new CommandFailedException(
            "%s is refused: %s"
                .formatted(event.path("model").asText(), event.path("reason").asText()));
      }
    }
  }

  /** The run's last event, once the gate has decided. */
  @Nullable JsonNode verdict() {
    return verdict;
  }

  private void say(JsonNode event) {
    switch (event.path("event").asText()) {
      case "started" -> out.printf("a run begins: %s%n", event.path("trigger").asText());
      case "training" -> training(event);
      case "promoted", "rejected" -> {
        verdict = event;
        gate(event.path("gate"));
      }
      case "failed" ->
          throw new CommandFailedException("the run failed: " + event.path("reason").asText());
      default -> out.printf("%s%n", event.path("event").asText());
    }
  }

  private void training(JsonNode event) {
    if (event.has("epoch")) {
      out.printf(
          Locale.ROOT,
          "  pass %s over them: training loss %.4f%n",
          TrainingProgress.passes(event.path("epoch").asDouble()),
          event.path("train_loss").asDouble());
    } else if (last == null || !last.path("event").asText().equals("training")) {
      out.printf(
          "  learning from %d of them and %d sentences of before; measuring on the other %d and on %d golden sentences%n",
          event.path("train").asInt(),
          event.path("rehearsal").asInt(),
          event.path("held_out").asInt(),
          event.path("golden").asInt());
    }
  }

  /** As {@link GateReportTable} shows it, from the record. */
  private void gate(JsonNode gate) {
    out.printf("%n%-24s %10s %10s%n", "F1", "incumbent", "candidate");
    rows(gate, "held-out corrections", "corrections");
    rows(gate, "golden set", "golden");
    out.printf(
        "%s: %s%n%n",
        gate.path("promoted").asBoolean() ? "promoted" : "not promoted",
        gate.path("reason").asText());
  }

  private void rows(JsonNode gate, String name, String set) {
    row(name, gate, "/%s_f1".formatted(set));
    Set<String> types = new TreeSet<>();
    for (String model : new String[] {"incumbent", "candidate"}) {
      gate.at("/%s/%s_types".formatted(model, set)).fieldNames().forEachRemaining(types::add);
    }
    for (String type : types) {
      row("  " + type, gate, "/%s_types/%s".formatted(set, type));
    }
  }

  private void row(String name, JsonNode gate, String path) {
    out.printf(
        "%-24s %10s %10s%n",
        name, f1(gate.at("/incumbent" + path)), f1(gate.at("/candidate" + path)));
  }

  private static String f1(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.asDouble()) : "-";
  }
}
