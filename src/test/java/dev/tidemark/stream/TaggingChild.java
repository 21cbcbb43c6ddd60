package dev.tidemark.stream;

import java.time.Duration;

/** A tagger instance in a JVM of its own, so that it can be killed. */
final class TaggingChild {

  private TaggingChild() {}

  /** Arguments: bootstrap servers, application id, guarantee, protocol, topics (3). */
  public static void main(String[] args) {
    CapitalWords tagger = new CapitalWords(Duration.ofMillis(8));
    StreamSettings settings =
        StreamSettings.defaults(args[1], args[0])
            .with(StreamSettings.Guarantee.valueOf(args[2]))
            .with(StreamSettings.GroupProtocol.valueOf(args[3]))
            .with(Broker.IMPATIENT);
    TaggingTopology topology =
        new TaggingTopology(
            new TaggingTopology.Topics(args[4], args[5], args[6]),
            InputFormat.JSON,
            tagger,
            new InFlightLimits(50, 1 << 20, Duration.ofSeconds(3)),
            Duration.ofMillis(5),
            StreamSettings.MAX_RECORD_BYTES,
            StreamMetrics.NONE);
    TaggingStreams streams =
        new TaggingStreams(topology, settings.properties(), RestartBudget.forThreads(1));
    streams.start();
    streams.ended().join();
  }
}
