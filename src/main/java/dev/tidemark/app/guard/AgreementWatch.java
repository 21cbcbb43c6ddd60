package dev.tidemark.app.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.AnswerComparison;
import dev.tidemark.adaptation.guard.PairedAnswer;
import dev.tidemark.adaptation.guard.PairedAnswer.Corrected;
import dev.tidemark.adaptation.guard.RollbackRule;
import dev.tidemark.app.guard.AgreementRecord.Trial;
import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds models against corrections as these arrive: the version that was corrected, for the record;
 * the live one and the one before it, on the same texts, to see whether a promotion was a mistake.
 *
 * <p>All it knows is one record on {@code model-events} ({@link AgreementRecord}), with how far the
 * examples are counted, so that nothing is counted twice, whoever goes on.
 *
 * <p>Threading notes: one thread, that of the active trainer.
 */
public final class AgreementWatch {

  private static final Logger LOG = LoggerFactory.getLogger(AgreementWatch.class);

  /**
   * A correction that has become an example.
   *
   * @param partition of {@code examples}
   * @param offset there
   * @param learnt whether a model may have seen the text with its truth: then it says nothing of a
   *     promotion
   */
  public record Arrival(Correction correction, int partition, long offset, boolean learnt) {}

  /**
   * What the alias says.
   *
   * @param live what serves
   * @param former what served before, the last first
   * @param onTrial whether it may be taken back: the trainer promoted it, and nobody else since
   */
  public record Serving(String live, List<String> former, boolean onTrial) {

    public Serving {
      former = List.copyOf(former);
    }
  }

  /**
   * A promotion was a mistake.
   *
   * @param to the model that is better
   * @param reason for people
   */
  public record Rollback(String to, String reason) {}

  private final ModelAnswers answers;
  private final @Nullable RollbackRule rule;
  private final AdaptationMetrics metrics;
  private final Consumer<ObjectNode> events;
  private AgreementRecord known = AgreementRecord.EMPTY;

  /**
   * @param rule null where nothing is to be taken back
   * @param events takes the record after each change
   */
  public AgreementWatch(
      ModelAnswers answers,
      @Nullable RollbackRule rule,
      AdaptationMetrics metrics,
      Consumer<ObjectNode> events) {
    this.answers = answers;
    this.rule = rule;
    this.metrics = metrics;
    this.events = events;
  }

  /** Goes on where somebody stopped. */
  public void recall(byte @Nullable [] record) {
    known = AgreementRecord.parse(record);
    known.models().forEach(metrics::agreed);
  }

  /** Whether an example was not counted yet. */
  public boolean isNew(int partition, long offset) {
    return offset >= known.positions().getOrDefault(partition, 0L);
  }

  /** Counts what has arrived; answers whether the live model is to be taken back. */
  public Optional<Rollback> measure(List<Arrival> arrivals, Serving serving) {
    if (arrivals.isEmpty()) {
      return Optional.empty();
    }
    // 1. Of each version that somebody corrected.
    Map<String, AgreementCounts> models = new LinkedHashMap<>(known.models());
    int unmeasured = known.unmeasured();
    for (Map.Entry<String, List<Arrival>> group : byCorrected(arrivals, serving).entrySet()) {
      Optional<AgreementCounts> counts = agreement(group.getKey(), group.getValue());
      if (counts.isEmpty()) {
        unmeasured += group.getValue().size();
        continue;
      }
      String version = answers.version(group.getKey()).orElse(group.getKey());
      AgreementCounts sum =
          models.getOrDefault(version, AgreementCounts.NONE).plus(counts.orElseThrow());
      models.remove(version);
      models.put(version, sum); // last, because it was last heard of
      metrics.agreed(version, sum);
    }
    // 2. Of the live one and the one before.
    Optional<Trial> trial = trial(arrivals, serving);
    Optional<RollbackRule.Verdict> verdict =
        rule == null ? Optional.empty() : trial.map(t -> rule.decide(t.pairs(), t.pairs().size()));
    // 3. Remember all of it at once.
    Map<Integer, Long> positions = new LinkedHashMap<>(known.positions());
    arrivals.forEach(one -> positions.merge(one.partition(), one.offset() + 1, Math::max));
    known = new AgreementRecord(models, unmeasured, positions, trial.orElse(null));
    events.accept(known.json(verdict.map(RollbackRule.Verdict::reason).orElse(null)));
    return verdict
        .filter(RollbackRule.Verdict::rollBack)
        .map(v -> new Rollback(trial.orElseThrow().former(), v.reason()));
  }

  /** By the model whose answer was corrected, as the alias names models. */
  private Map<String, List<Arrival>> byCorrected(List<Arrival> arrivals, Serving serving) {
    Map<String, List<Arrival>> groups = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      groups
          .computeIfAbsent(name(arrival.correction().model(), serving), m -> new ArrayList<>())
          .add(arrival);
    }
    return groups;
  }

  /** Records name versions, the alias names models; who says nothing has seen the live one. */
  private String name(@Nullable String version, Serving serving) {
    if (version == null || isVersion(version, serving.live())) {
      return serving.live();
    }
    return serving.former().stream()
        .filter(model -> isVersion(version, model))
        .findFirst()
        .orElse(version);
  }

  private boolean isVersion(String version, String model) {
    return version.equals(model) || answers.version(model).filter(version::equals).isPresent();
  }

  private Optional<AgreementCounts> agreement(String model, List<Arrival> arrivals) {
    return answers
        .of(model, texts(arrivals))
        .map(
            said -> {
              AgreementCounts sum = AgreementCounts.NONE;
              for (int i = 0; i < said.size(); i++) {
                sum =
                    sum.plus(
                        AgreementCounts.of(
                            AnswerComparison.of(
                                said.get(i), arrivals.get(i).correction().entities())));
              }
              return sum;
            });
  }

  /** Of what the trial of the live model has come to; empty where it is on none. */
  private Optional<Trial> trial(List<Arrival> arrivals, Serving serving) {
    if (!serving.onTrial() || rule == null) {
      return Optional.empty();
    }
    Trial before = known.trial();
    boolean goesOn = before != null && before.live().equals(serving.live());
    List<Arrival> unseen = arrivals.stream().filter(arrival -> !arrival.learnt()).toList();
    // Where a trial began, its former model is the one to go on with, unless that got lost.
    List<String> formers = new ArrayList<>(serving.former());
    if (goesOn && before != null && formers.remove(before.former())) {
      formers.add(0, before.former());
    }
    for (String former : formers) {
      Optional<List<PairedAnswer>> pairs = pairs(unseen, serving.live(), former);
      if (pairs.isPresent()) {
        boolean same = goesOn && before != null && before.former().equals(former);
        Trial begun =
            same && before != null ? before : new Trial(serving.live(), former, List.of());
        return Optional.of(begun.plus(pairs.orElseThrow()));
      }
    }
    LOG.warn(
        "{} and a former model cannot both be asked, so nothing can be compared", serving.live());
    return goesOn ? Optional.ofNullable(before) : Optional.empty();
  }

  private Optional<List<PairedAnswer>> pairs(List<Arrival> arrivals, String live, String former) {
    Optional<List<List<LabelledSpan>>> now = answers.of(live, texts(arrivals));
    Optional<List<List<LabelledSpan>>> then = answers.of(former, texts(arrivals));
    if (now.isEmpty() || then.isEmpty()) {
      return Optional.empty();
    }
    List<PairedAnswer> pairs = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); i++) {
      Correction correction = arrivals.get(i).correction();
      pairs.add(
          PairedAnswer.of(
              correction.entities(),
              now.orElseThrow().get(i),
              then.orElseThrow().get(i),
              corrected(correction.model(), live, former)));
    }
    return Optional.of(pairs);
  }

  private Corrected corrected(@Nullable String version, String live, String former) {
    if (version == null || isVersion(version, live)) {
      return Corrected.LIVE;
    }
    return isVersion(version, former) ? Corrected.FORMER : Corrected.NEITHER;
  }

  private static List<String> texts(List<Arrival> arrivals) {
    return arrivals.stream().map(arrival -> arrival.correction().text()).toList();
  }
}
