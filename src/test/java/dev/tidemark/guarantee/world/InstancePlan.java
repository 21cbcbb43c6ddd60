package dev.tidemark.guarantee.world;

import dev.tidemark.stream.InFlightLimits;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What an instance is to do; the same for one in this JVM and one in a child.
 *
 * @param number no two instances of a run have the same
 * @param version of its model
 * @param perBatch how long its model takes for a batch
 */
public record InstancePlan(
    int number,
    String version,
    Duration perBatch,
    TaggingTopology.Topics topics,
    InFlightLimits limits,
    StreamSettings settings) {

  public InstancePlan with(InFlightLimits other) {
    return new InstancePlan(number, version, perBatch, topics, other, settings);
  }

  public InstancePlan with(Duration otherPerBatch) {
    return new InstancePlan(number, version, otherPerBatch, topics, limits, settings);
  }

  public InstancePlan with(StreamSettings other) {
    return new InstancePlan(number, version, perBatch, topics, limits, other);
  }

  /** Kafka's own settings on top of those there are. */
  public InstancePlan with(Map<String, String> overrides) {
    return with(settings.with(overrides));
  }

  /** As arguments of a child's {@code main}, {@code name=value} each. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("number=" + number);
    arguments.add("version=" + version);
    arguments.add("per-batch=" + perBatch);
    arguments.add("texts=" + topics.texts());
    arguments.add("tagged=" + topics.tagged());
    arguments.add("dead-letters=" + topics.deadLetters());
    arguments.add("records=" + limits.records());
    arguments.add("bytes=" + limits.bytes());
    arguments.add("patience=" + limits.patience());
    arguments.add("application=" + settings.applicationId());
    arguments.add("bootstrap=" + settings.bootstrapServers());
    arguments.add("guarantee=" + settings.guarantee());
    arguments.add("protocol=" + settings.groupProtocol());
    arguments.add("threads=" + settings.threads());
    settings.overrides().forEach((name, value) -> arguments.add(OVERRIDE + name + "=" + value));
    return arguments;
  }

  static InstancePlan parse(String[] arguments) {
    Properties p = new Properties();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      p.setProperty(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Map<String, String> overrides = new java.util.HashMap<>();
    p.stringPropertyNames().stream()
        .filter(name -> name.startsWith(OVERRIDE))
        .forEach(name -> overrides.put(name.substring(OVERRIDE.length()), p.getProperty(name)));
    return new InstancePlan(
        Integer.parseInt(p.getProperty("number")),
        p.getProperty("version"),
        Duration.parse(p.getProperty("per-batch")),
        new TaggingTopology.Topics(
            p.getProperty("texts"), p.getProperty("tagged"), p.getProperty("dead-letters")),
        new InFlightLimits(
            Integer.parseInt(p.getProperty("records")),
            Long.parseLong(p.getProperty("bytes")),
            Duration.parse(p.getProperty("patience"))),
        StreamSettings.defaults(p.getProperty("application"), p.getProperty("bootstrap"))
            .with(StreamSettings.Guarantee.valueOf(p.getProperty("guarantee")))
            .with(StreamSettings.GroupProtocol.valueOf(p.getProperty("protocol")))
            .withThreads(Integer.parseInt(p.getProperty("threads")))
            .with(overrides));
  }

  private static final String OVERRIDE = "kafka.";
}
