package dev.tidemark.adaptation;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointAverage;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.training.Example;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.LabelInventory;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.LabelledSentences;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingEngine;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.loop.LoopSettings;
import dev.tidemark.training.loop.TrainingLoop;
import dev.tidemark.training.metrics.Seqeval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * From corrections to a verdict: the incumbent is fine-tuned on corrections, with rehearsal of what
 * it could do before, and the result is measured against it.
 *
 * <p>Rehearsal is what keeps a model from forgetting: labelled sentences of before where there are
 * any, and recent texts labelled by the incumbent itself (distillation). Mixing some of the
 * incumbent's weights back in keeps more.
 *
 * <p>Threading notes: one thread.
 */
public final class AdaptationRun {

  private static final double WARMUP = 0.1;
  private static final double WEIGHT_DECAY = 0.01;
  private static final double MAX_GRADIENT_NORM = 1;

  /**
   * A head that has grown learns its new labels from nothing: faster than what is there, and
   * longer.
   */
  private static final double NEW_LABELS_RATE = 10;

  private static final int NEW_LABELS_EPOCHS = 3;

  /** Share of the rehearsal that is held out for the golden set where no other is given. */
  private static final double GOLDEN_SHARE = 0.5;

  /** More would take longer, and not say more. */
  private static final int MOST_GOLDEN = 1000;

  private final TrainingEngine engine;
  private final AdaptationSettings settings;
  private final PromotionGate gate;
  private final AdaptationListener listener;
  private final RunSnapshots snapshots;

  /**
   * @param snapshots where a run that was killed left what it had learnt, and this one leaves it
   */
  public AdaptationRun(
      TrainingEngine engine,
      AdaptationSettings settings,
      GateSettings gate,
      AdaptationListener listener,
      RunSnapshots snapshots) {
    this.engine = engine;
    this.settings = settings;
    this.gate = new PromotionGate(gate);
    this.listener = listener;
    this.snapshots = snapshots;
  }

  /**
   * Runs.
   *
   * @throws UnknownTypesException when corrections speak of types that may not be learnt
   */
  public AdaptationResult run(Checkpoint incumbent, AdaptationData data) throws IOException {
    // 1. The head knows every label that will be spoken of.
    Checkpoint start = withTypes(incumbent, data);
    // 2. What is learnt from and what is measured on never meet.
    HashSplit corrections = HashSplit.of(data.corrections(), settings.heldOut());
    Split split;
    try (Labeller live = labeller(incumbent)) {
      int wanted = (int) Math.round(settings.rehearsal() * corrections.train().size());
      Rehearsal rehearsal = rehearsal(data, wanted, live);
      List<LabelledSentence> golden = some(rehearsal.golden, MOST_GOLDEN);
      split =
          new Split(
              rehearsed(rehearsal, wanted),
              golden,
              live.labels(corrections.heldOut()),
              live.labels(golden));
    }
    listener.split(
        corrections.train().size(),
        corrections.heldOut().size(),
        split.rehearsed.size(),
        split.golden.size());

    // 3. Learn, and keep some of what was.
    Set<String> newTypes = start.requireLabels().types();
    newTypes.removeAll(incumbent.requireLabels().types());
    boolean grown = !newTypes.isEmpty();
    List<Example> rows = rows(start, corrections.train(), split.rehearsed);
    Checkpoint read =
        new TextAdaptation(engine, settings, listener, snapshots).read(start, data.texts(), rows);
    Checkpoint trained = train(read, rows, grown);
    Checkpoint candidate =
        settings.keep() == 0 || grown // what is new would be half as sure of itself
            ? trained
            : CheckpointAverage.between(trained, start, settings.keep());

    // 4. Measure it on the same sentences, and decide.
    GateReport report;
    try (Labeller next = labeller(candidate)) {
      Judged golden = judged(split.golden, next, split.saidOfGolden, notIn(split.golden, newTypes));
      report =
          gate.decide(
                  judged(corrections.heldOut(), next, split.saidOfCorrections, Set.of()).pair,
                  golden.pair,
                  data.golden().isEmpty() && data.replay().isEmpty(),
                  settings.seed())
              .withUnjudged(golden.taken);
    }
    listener.decided(report);
    return new AdaptationResult(candidate, report);
  }

  /**
   * What a run works with, and what the incumbent says of it.
   *
   * @param saidOfCorrections its labels for those held out
   */
  private record Split(
      List<LabelledSentence> rehearsed,
      List<LabelledSentence> golden,
      List<List<String>> saidOfCorrections,
      List<List<String>> saidOfGolden) {}

  private Labeller labeller(Checkpoint model) throws IOException {
    return new Labeller(engine, model, settings.dtype(), settings.batchSize());
  }

  /** What people corrected the incumbent must not rehearse as it saw it. */
  private static List<List<String>> notCorrected(AdaptationData data) {
    Set<List<String>> corrected =
        data.corrections().stream().map(LabelledSentence::words).collect(Collectors.toSet());
    return data.texts().stream().filter(words -> !corrected.contains(words)).toList();
  }

  private List<Example> rows(
      Checkpoint start, List<LabelledSentence> corrections, List<LabelledSentence> rehearsed) {
    try (Tokenizer tokenizer = engine.tokenizer(start)) {
      LabelAlignment alignment =
          LabelAlignment.forMeasuring(
              tokenizer, start.requireLabels(), start.config().maxPositions());
      List<Example> rows = new ArrayList<>(TaggingDataset.of(corrections, 1, alignment).examples());
      rows.addAll(TaggingDataset.of(rehearsed, 1, alignment).examples());
      return rows;
    }
  }

  private Checkpoint withTypes(Checkpoint incumbent, AdaptationData data) {
    List<String> known = incumbent.requireLabels().names();
    List<String> unknown =
        LabelInventory.of(List.of(data.corrections())).names().stream()
            .filter(label -> !known.contains(label))
            .toList();
    if (unknown.isEmpty()) {
      return incumbent;
    }
    if (settings.newTypes() == NewTypes.REJECT) {
      throw new UnknownTypesException(
          "the corrections have labels that the model does not know: %s. Allow new types, or take these corrections out"
              .formatted(String.join(", ", unknown)));
    }
    return incumbent.withMoreLabels(unknown, settings.seed());
  }

  /**
   * What may be rehearsed, and the golden set.
   *
   * @param labelled by people
   * @param distilled by the incumbent
   */
  private record Rehearsal(
      List<LabelledSentence> labelled,
      List<LabelledSentence> distilled,
      List<LabelledSentence> golden) {}

  /** What people labelled is the better yardstick; what the incumbent did is one if need be. */
  private Rehearsal rehearsal(AdaptationData data, int wanted, Labeller live) {
    List<List<String>> texts = notCorrected(data);
    if (data.golden().isEmpty() && data.replay().isEmpty()) {
      HashSplit halves = HashSplit.of(live.labelled(some(texts, 2 * MOST_GOLDEN)), GOLDEN_SHARE);
      return new Rehearsal(List.of(), halves.train(), halves.heldOut());
    }
    HashSplit replay =
        data.golden().isEmpty()
            ? HashSplit.of(data.replay(), GOLDEN_SHARE)
            : new HashSplit(data.replay(), data.golden());
    int missing = Math.max(0, wanted - replay.train().size());
    return new Rehearsal(replay.train(), live.labelled(some(texts, missing)), replay.heldOut());
  }

  /**
   * So many sentences, those of the incumbent's only where people have not labelled enough: recent
   * texts are of the very domain that it is being corrected in, and what it gets wrong there it
   * would learn anew.
   */
  private List<LabelledSentence> rehearsed(Rehearsal from, int wanted) {
    List<LabelledSentence> drawn = new ArrayList<>(some(from.labelled, wanted));
    drawn.addAll(some(from.distilled, wanted - drawn.size()));
    return drawn;
  }

  private <T> List<T> some(List<T> sentences, int most) {
    List<T> drawn = new ArrayList<>(sentences);
    Collections.shuffle(drawn, new Random(settings.seed()));
    return drawn.subList(0, Math.max(0, Math.min(drawn.size(), most)));
  }

  /** A golden set that was labelled with the new types has its say of them. */
  private static Set<String> notIn(List<LabelledSentence> golden, Set<String> newTypes) {
    Set<String> unlabelled = new TreeSet<>(newTypes);
    golden.stream()
        .flatMap(sentence -> sentence.labels().stream())
        .filter(label -> !label.equals(LabelScheme.OUTSIDE))
        .map(LabelScheme::typeOf)
        .forEach(unlabelled::remove);
    return unlabelled;
  }

  private Checkpoint train(Checkpoint start, List<Example> rows, boolean grown) throws IOException {
    int epochs = settings.epochs() * (grown ? NEW_LABELS_EPOCHS : 1);
    LoopSettings loop = LoopSettings.of(epochs, 1, WARMUP, settings.seed());
    TrainingStart fresh =
        TrainingStart.of(
            start,
            settings.dtype(),
            new RegularisationSettings(start.config().hiddenDropout(), 0, 0),
            new OptimizerSettings(
                settings.learningRate(),
                grown ? NEW_LABELS_RATE : 1,
                1,
                WEIGHT_DECAY,
                MAX_GRADIENT_NORM,
                1));
    RunSnapshots.Training<TaggingScore> training =
        snapshots.training(
            "learning", settings, fresh, DataFingerprint.of(rows), TaggingScore.class);
    try (TrainableClassifier model = engine.classifier(training.start())) {
      LabelledSentences curriculum =
          new LabelledSentences(
              rows, settings.batchSize(), start.config().padTokenId(), settings.seed());
      return training.run(
          new TrainingLoop<LabelledBatch, TaggingScore>(loop, model, curriculum, null, listener),
          listener);
    }
  }

  /**
   * Both models on the same sentences.
   *
   * @param taken see {@link NewTypeMask#taken}
   */
  private record Judged(GateReport.Pair pair, SortedMap<String, Integer> taken) {}

  /**
   * Measures both.
   *
   * @param before what the incumbent said of them
   * @param unlabelled types that the candidate knows and the sentences are not labelled with
   */
  private static Judged judged(
      List<LabelledSentence> sentences,
      Labeller candidate,
      List<List<String>> before,
      Set<String> unlabelled) {
    List<List<String>> references = sentences.stream().map(LabelledSentence::labels).toList();
    List<List<String>> said = candidate.labels(sentences);
    NewTypeMask mask = new NewTypeMask(unlabelled, references, said);
    List<List<String>> known = mask.apply(references);
    return new Judged(
        new GateReport.Pair(score(known, mask.apply(said)), score(known, mask.apply(before))),
        mask.taken());
  }

  private static ModelScore score(List<List<String>> references, List<List<String>> said) {
    return new ModelScore(
        Seqeval.score(references, said), Seqeval.countsBySentence(references, said));
  }
}
