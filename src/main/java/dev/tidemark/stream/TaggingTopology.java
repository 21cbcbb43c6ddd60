package dev.tidemark.stream;

import dev.tidemark.inference.Tagger;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The topology {@code texts → tag → tagged, dead-letters}.
 *
 * <p>Keys and values enter and leave as bytes, so that no record can fail before {@link
 * TaggingProcessor} sees it, and a dead letter is the input to the byte.
 *
 * @param topics where records come from and go to
 * @param format how values are read
 * @param tagger shared by all tasks
 * @param limits of one task
 * @param lookInterval how often finished records are looked for while no input comes
 * @param maxRecordBytes what an output record may measure, at most the producer's {@code
 *     max.request.size} and the topics' {@code max.message.bytes}
 * @param metrics told of every record
 * @param tracing of records that belong to a trace
 */
public record TaggingTopology(
    Topics topics,
    InputFormat format,
    Tagger tagger,
    InFlightLimits limits,
    Duration lookInterval,
    int maxRecordBytes,
    StreamMetrics metrics,
    Tracing tracing)
    implements Supplier<Topology> {

  /**
   * Names of the topics.
   *
   * @param texts input
   * @param tagged results
   * @param deadLetters what could not be tagged
   */
  public record Topics(String texts, String tagged, String deadLetters) {
    static final Topics DEFAULT = new Topics("texts", "tagged", "dead-letters");
  }

  static final String TEXTS = "texts";
  static final String TAG = "tag";
  static final String TAGGED = "tagged";
  static final String DEAD_LETTERS = "dead-letters";
  static final String BARRIER = "commit-barrier";

  /** Without traces. */
  public TaggingTopology(
      Topics topics,
      InputFormat format,
      Tagger tagger,
      InFlightLimits limits,
      Duration lookInterval,
      int maxRecordBytes,
      StreamMetrics metrics) {
    this(topics, format, tagger, limits, lookInterval, maxRecordBytes, metrics, Tracing.OFF);
  }

  /** With the defaults: JSON, 16 MiB records, no metrics. */
  public TaggingTopology(Topics topics, Tagger tagger, Duration lookInterval) {
    this(
        topics,
        InputFormat.JSON,
        tagger,
        InFlightLimits.DEFAULT,
        lookInterval,
        StreamSettings.MAX_RECORD_BYTES,
        StreamMetrics.NONE);
  }

  @Override
  public Topology get() {
    TaggingProcessor.Parts parts =
        new TaggingProcessor.Parts(
            tagger,
            new TextRecordReader(format),
            new TaggedRecordWriter(),
            new DeadLetters(maxRecordBytes),
            limits,
            lookInterval,
            maxRecordBytes,
            metrics,
            tracing);
    Topology topology =
        TopologyEnds.from(TEXTS, topics.texts()).addProcessor(TAG, new TagSupplier(parts), TEXTS);
    TopologyEnds.byPartition(topology, TAGGED, topics.tagged(), TAG);
    TopologyEnds.byPartition(topology, DEAD_LETTERS, topics.deadLetters(), TAG);
    return topology;
  }

  /** A processor and its barrier for each task. */
  private record TagSupplier(TaggingProcessor.Parts parts)
      implements ProcessorSupplier<byte[], byte[], SourceKey, byte[]> {

    @Override
    public Processor<byte[], byte[], SourceKey, byte[]> get() {
      return new TaggingProcessor(parts);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(CommitBarrier.builder(BARRIER));
    }
  }
}
