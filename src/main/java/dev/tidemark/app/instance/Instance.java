package dev.tidemark.app.instance;

import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Role;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.app.trainer.Trainer;
import dev.tidemark.app.web.WebContext;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.ops.tracing.W3cTracing;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.Tracing;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One process of Tidemark at work: a tagger, a trainer, or both, with what observes and shows them.
 * {@code run} has one on the user's Kafka, the demo on its own.
 *
 * @param bootstrap where Kafka is
 * @param trainer null in a process that does not learn
 * @param live null in a process that does not tag
 * @param streams likewise
 * @param web null where nothing is served
 */
public record Instance(
    String bootstrap,
    Observation observation,
    @Nullable Trainer trainer,
    @Nullable LiveTagger live,
    @Nullable TaggingStreams streams,
    @Nullable WebServer web) {

  /**
   * What it is to be.
   *
   * @param taggedBytes what a record of the topic {@code tagged} may measure
   * @param exampleBytes likewise, of {@code examples}
   */
  public record Plan(
      Configuration settings,
      String bootstrap,
      Set<Role> roles,
      int taggedBytes,
      int exampleBytes) {

    /** On topics that hold whatever Tidemark writes. */
    public Plan(Configuration settings, String bootstrap, Set<Role> roles) {
      this(
          settings,
          bootstrap,
          roles,
          StreamSettings.MAX_RECORD_BYTES,
          StreamSettings.MAX_RECORD_BYTES);
    }
  }

  /** How it is shown: {@code WebServer::start}, {@code WebServer::startDemo}, or not. */
  @FunctionalInterface
  public interface Page {

    /** Answers null where nothing is served. */
    @Nullable WebServer start(WebContext context);
  }

  /** What goes on while it is there. */
  @FunctionalInterface
  public interface Work {
    void with(Instance instance) throws Exception;
  }

  /**
   * Makes one, not started yet, lets it be used, and closes it, however that ends.
   *
   * @throws Exception what the work throws, or what kept it from being begun
   */
  public static void during(Plan plan, Page page, Work work) throws Exception {
    Configuration settings = plan.settings;
    boolean tags = plan.roles.contains(Role.TAGGER);
    // The tagger after the trainer: of threads and their number its wishes count.
    try (Observation observation = new Observation(settings);
        Trainer trainer = plan.roles.contains(Role.TRAINER) ? trainer(plan, observation) : null;
        LiveTagger live =
            tags
                ? LiveTagger.load(
                    settings, plan.bootstrap, observation.tagger(), observation.adaptation())
                : null;
        W3cTracing tracing = tags ? StreamWiring.tracing(settings) : null;
        TaggingStreams streams = live == null ? null : streams(plan, live, observation, tracing);
        WebServer web =
            page.start(
                new WebContext(
                    settings, plan.bootstrap, live == null ? null : live.tagger(), observation))) {
      work.with(new Instance(plan.bootstrap, observation, trainer, live, streams, web));
    }
  }

  private static Trainer trainer(Plan plan, Observation observation) throws IOException {
    return new Trainer(
        plan.settings,
        plan.bootstrap,
        plan.exampleBytes,
        InstantSource.system(),
        observation.adaptation());
  }

  private static TaggingStreams streams(
      Plan plan, LiveTagger live, Observation observation, @Nullable W3cTracing tracing) {
    return StreamWiring.streams(
        plan.settings,
        plan.bootstrap,
        live.tagger(),
        observation.stream(),
        plan.taggedBytes,
        tracing == null ? Tracing.OFF : tracing);
  }

  /** From now on it tags and learns, and is observed doing so. */
  public void start() {
    if (trainer != null) {
      trainer.observeBy(observation, bootstrap);
      trainer.start();
    }
    if (live != null && streams != null) {
      live.observeBy(observation, bootstrap, streams);
      streams.start();
      live.follow();
    }
  }
}
