package dev.tidemark.adaptation;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.text.Correction;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.data.SpanWords;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people have said and not taken back: of each text its latest correction, in the order in
 * which these arrived. A text that is corrected again goes to the end, as in a compacted topic.
 *
 * <p>Threading notes: not thread-safe; belongs to whoever trains.
 */
public final class ExampleSet {

  private final Map<String, Correction> latest = new LinkedHashMap<>();

  /**
   * Takes a correction for what is true of its text from now on.
   *
   * @return whether there was none of this text
   * @throws IllegalArgumentException when no sentence can be made of it; {@link
   *     CorrectionValidator} lets none through of which that holds
   */
  public boolean put(Correction correction) {
    if (correction.withdrawn()) {
      throw new IllegalArgumentException("a correction that withdraws is no example");
    }
    LabelledSentence unused = labelled(correction); // refused now, not when a run has started
    String key = ExampleKey.of(correction.text());
    boolean fresh = latest.remove(key) == null;
    latest.put(key, correction);
    return fresh;
  }

  /**
   * Forgets a text.
   *
   * @param key see {@link ExampleKey}
   * @return whether it was there
   */
  public boolean remove(String key) {
    return latest.remove(key) != null;
  }

  /** What is true of a text; see {@link ExampleKey} for the key. */
  public Optional<Correction> get(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** Forgets everything. */
  public void clear() {
    latest.clear();
  }

  /** How many texts. */
  public int size() {
    return latest.size();
  }

  /** With who said so and when. */
  public List<Correction> corrections() {
    return List.copyOf(latest.values());
  }

  /** What tells each from all others, also from another correction of the same text. */
  public List<String> marks() {
    return latest.values().stream().map(LearntExamples::mark).toList();
  }

  /**
   * Some of these, in another order.
   *
   * @param marks see {@link #marks}
   * @return empty where one of them is not true any more
   */
  public Optional<ExampleSet> only(List<String> marks) {
    Map<String, Correction> marked = new HashMap<>();
    latest.values().forEach(correction -> marked.put(LearntExamples.mark(correction), correction));
    if (marks.isEmpty() || !marked.keySet().containsAll(marks)) {
      return Optional.empty();
    }
    ExampleSet some = new ExampleSet();
    marks.stream().map(marked::get).forEach(some::put);
    return Optional.of(some);
  }

  /**
   * The same as sentences to learn from: words cut as {@link SpanWords} says, labelled with {@link
   * LabelScheme#BIO}, exactly as JSON lines of the same corrections are read from a file.
   */
  public List<LabelledSentence> labelled() {
    return latest.values().stream().map(ExampleSet::labelled).toList();
  }

  private static LabelledSentence labelled(Correction correction) {
    return new SpanWords(correction.text(), correction.entities()).labelled(LabelScheme.BIO);
  }
}
