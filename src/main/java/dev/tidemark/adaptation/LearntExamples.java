package dev.tidemark.adaptation;

import dev.tidemark.text.Correction;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run has learnt from, so that the next one knows what is new. A text that was corrected
 * again counts as new.
 *
 * @param marks one of each correction, see {@link #mark}
 */
public record LearntExamples(Set<String> marks) {

  /** Of so many hex digits no two are likely to be the same. */
  private static final int DIGITS = 16;

  public LearntExamples {
    marks = Set.copyOf(marks);
  }

  /** Nothing yet. */
  public static LearntExamples none() {
    return new LearntExamples(Set.of());
  }

  public static LearntExamples of(Collection<Correction> corrections) {
    Set<String> marks = new TreeSet<>();
    corrections.forEach(correction -> marks.add(mark(correction)));
    return new LearntExamples(marks);
  }

  /** How many of these are new. */
  public int fresh(Collection<Correction> corrections) {
    return (int) corrections.stream().filter(one -> !marks.contains(mark(one))).count();
  }

  /** What one data set has that no other has. */
  public String fingerprint() {
    return Sha256.hex(String.join(" ", new TreeSet<>(marks)));
  }

  static String mark(Correction correction) {
    return Sha256.hex(correction.text() + "\n" + correction.entities()).substring(0, DIGITS);
  }
}
