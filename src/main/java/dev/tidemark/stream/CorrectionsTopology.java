package dev.tidemark.stream;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.CorrectionValidator;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/**
 * The topology {@code corrections → correct → examples, dead-letters}.
 *
 * <p>{@code examples} is to be compacted: its keys are those of {@code adaptation.ExampleKey}, its
 * values valid corrections, and who reads all of it has the latest truth for each text. A later
 * correction of a text replaces the earlier one. Two things take it back, with a tombstone: a
 * correction with {@code "withdrawn": true}, and a record without a value whose key is the text's.
 *
 * <p>"Later" is what Kafka can say: corrections of one text that stand in different partitions have
 * no order among them. Sent under one key, the document's id, they have; so a withdrawal under the
 * key of the correction can never be overtaken by it, and a tombstone, whose key is another, can
 * while both wait to be read.
 *
 * <p>Nothing is held back between records, so there is no commit barrier; exactly once is Kafka
 * Streams' own. It needs an application id of its own, next to that of the tagging.
 *
 * @param topics where records come from and go to
 * @param validator of corrections
 * @param knownTypes asked for each correction, by stream threads: the types of the model that is
 *     live then. What it throws kills the thread, which is replaced and reads the record again.
 * @param maxRecordBytes what an output record may measure, at most the producer's {@code
 *     max.request.size} and the topics' {@code max.message.bytes}
 * @param metrics told of each correction
 */
public record CorrectionsTopology(
    Topics topics,
    CorrectionValidator validator,
    Supplier<Set<String>> knownTypes,
    int maxRecordBytes,
    AdaptationMetrics metrics)
    implements Supplier<Topology> {

  /**
   * Names of the topics.
   *
   * @param corrections input
   * @param examples what can be learnt from
   * @param deadLetters what cannot
   */
  public record Topics(String corrections, String examples, String deadLetters) {
    static final Topics DEFAULT = new Topics("corrections", "examples", "dead-letters");
  }

  static final String CORRECTIONS = "corrections";
  static final String CORRECT = "correct";
  static final String EXAMPLES = "examples";
  static final String DEAD_LETTERS = "dead-letters";

  /** With records of up to 16 MiB. */
  public CorrectionsTopology(
      Topics topics, CorrectionValidator validator, Supplier<Set<String>> knownTypes) {
    this(topics, validator, knownTypes, StreamSettings.MAX_RECORD_BYTES, AdaptationMetrics.NONE);
  }

  @Override
  public Topology get() {
    Topology topology =
        TopologyEnds.from(CORRECTIONS, topics.corrections())
            .addProcessor(
                CORRECT,
                () -> new CorrectionProcessor(validator, knownTypes, maxRecordBytes, metrics),
                CORRECTIONS);
    // Not by partition: compaction needs each key in one.
    TopologyEnds.byKey(topology, EXAMPLES, topics.examples(), CORRECT);
    TopologyEnds.byPartition(topology, DEAD_LETTERS, topics.deadLetters(), CORRECT);
    return topology;
  }
}
