package dev.tidemark.app.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.adaptation.LearntExamples;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Stage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people and the next trainer can see of a run: a record on {@code model-events}, keyed {@code
 * runs/ALIAS}, written anew at each of its steps. It always says what was learnt from before; only
 * one that has ended says that its own corrections are among that.
 */
final class RunRecord implements AdaptationListener {

  /** How often a run says how far it is. */
  private static final Duration SHOWN_EVERY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);

  private final LiveAlias alias;
  private final InstantSource clock;
  private final AdaptationMetrics metrics;
  private final Runnable requireLead;
  private final LearntExamples before;
  private final ObjectNode event;
  private Instant shown = Instant.EPOCH;

  /**
   * What the last record says, which may be another process's.
   *
   * @param learnt what was learnt from
   * @param began when the run began
   */
  record Last(LearntExamples learnt, Instant began) {}

  private RunRecord(
      LiveAlias alias,
      InstantSource clock,
      AdaptationMetrics metrics,
      Runnable requireLead,
      LearntExamples before,
      ObjectNode event) {
    this.alias = alias;
    this.clock = clock;
    this.metrics = metrics;
    this.requireLead = requireLead;
    this.before = before;
    this.event = event;
  }

  /** Null where there is none, or none that can be read: then all corrections are new. */
  static @Nullable Last last(LiveAlias alias) {
    byte[] value = alias.last(key(alias)).orElse(null);
    if (value == null) {
      return null;
    }
    try {
      JsonNode event = Json.MAPPER.readTree(value);
      Set<String> marks = new TreeSet<>();
      event.path("learnt").forEach(mark -> marks.add(mark.asText()));
      return new Last(new LearntExamples(marks), Instant.parse(event.path("at").asText()));
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "the last run's record cannot be read ({}): all corrections are new", e.getMessage());
      return null;
    }
  }

  /**
   * Writes that a run has begun.
   *
   * @param requireLead throws where another process trains by now
   * @param before what was learnt from until now
   * @param corrections how many there are
   */
  static RunRecord begin(
      LiveAlias alias,
      InstantSource clock,
      AdaptationMetrics metrics,
      Runnable requireLead,
      LearntExamples before,
      String why,
      Instant began,
      int corrections) {
    ObjectNode event =
        Json.MAPPER
            .createObjectNode()
            .put("event", "started")
            .put("trigger", why)
            .put("at", began.toString())
            .put("corrections", corrections);
    RunRecord record = new RunRecord(alias, clock, metrics, requireLead, before, event);
    record.write(before);
    return record;
  }

  private static String key(LiveAlias alias) {
    return "runs/" + alias.name();
  }

  @Override
  public void split(int train, int heldOut, int rehearsal, int golden) {
    event
        .put("event", "training")
        .put("train", train)
        .put("held_out", heldOut)
        .put("rehearsal", rehearsal)
        .put("golden", golden);
    write(before);
  }

  @Override
  public void resumed(String training, int step) {
    event.put("resumed", true).put("step", step);
    write(before);
  }

  @Override
  public void step(int step, int steps, int epoch, double loss) {
    requireLead.run();
    Instant now = clock.instant();
    if (Duration.between(shown, now).compareTo(SHOWN_EVERY) >= 0) {
      shown = now;
      event.put("step", step).put("steps", steps).put("epoch", epoch).put("train_loss", loss);
      write(before);
    }
  }

  @Override
  public void stage(Stage<TaggingScore> stage) {
    event.put("epoch", stage.epoch()).put("train_loss", stage.trainLoss());
    write(before);
  }

  @Override
  public void decided(GateReport report) {
    metrics.gateDecided(report); // the event at the end of the run says so, too
  }

  /**
   * The last that is written of a run that came to a decision.
   *
   * @param learnt what was learnt from, with this run
   */
  void ended(AdaptationCycle.Outcome outcome, LearntExamples learnt) {
    event.put("event", outcome.promoted() == null ? "rejected" : "promoted");
    event.put("model", outcome.promoted() == null ? null : outcome.promoted().toString());
    event.set("gate", outcome.gate());
    event.put("reason", outcome.reason());
    write(learnt);
  }

  /** It is tried again. */
  void failed(String reason) {
    event.put("event", "failed").put("reason", reason);
    write(before);
  }

  private void write(LearntExamples learnt) {
    ArrayNode marks = event.putArray("learnt");
    new TreeSet<>(learnt.marks()).forEach(marks::add);
    alias.report(key(alias), event);
  }
}
