package dev.tidemark.app.tagger;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.topics.TopicCheck;
import dev.tidemark.inference.SwappableTagger;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.stream.TaggingStreams;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tagger that serves what the alias points to: from its first record on, and whenever that
 * changes. Where there is no topic {@code model-events} it serves what the settings name.
 *
 * @param tagger serves
 * @param first what it began with
 * @param follower null where there is nothing to follow
 */
public record LiveTagger(
    SwappableTagger tagger, LoadedTagger first, @Nullable LiveModelFollower follower)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveTagger.class);

  public static LiveTagger load(Configuration settings, String bootstrap, AdaptationMetrics metrics)
      throws IOException {
    return load(settings, bootstrap, TaggerMetrics.NONE, metrics);
  }

  /** One whose models tell what they do, too. */
  public static LiveTagger load(
      Configuration settings, String bootstrap, TaggerMetrics tagging, AdaptationMetrics metrics)
      throws IOException {
    String model = settings.get(Settings.MODEL_NER);
    String topic = settings.get(Settings.TOPICS_MODEL_EVENTS);
    if (!TopicCheck.exists(settings, bootstrap, topic)) {
      LoadedTagger loaded = LoadedTagger.load(settings, model, tagging);
      return new LiveTagger(new SwappableTagger(loaded), loaded, null);
    }
    LiveAlias alias = LiveAlias.open(settings, bootstrap);
    try {
      String live = alias.current().map(LiveModel::model).orElse(model);
      if (!live.equals(model)) {
        LOG.info(
            "{} was promoted, so it serves; tidemark.model.ner ({}) is for where nothing was:"
                + " tidemark models promote changes it",
            live,
            model);
      }
      TaggerLoader loader = new TaggerLoader(settings, tagging);
      LoadedTagger loaded = loader.load(live);
      SwappableTagger tagger = new SwappableTagger(loaded);
      return new LiveTagger(
          tagger,
          loaded,
          new LiveModelFollower(
              alias, live, tagger, loader::load, InstantSource.system(), metrics));
    } catch (IOException | RuntimeException e) {
      alias.close();
      throw e;
    }
  }

  /** From now on. */
  public void follow() {
    if (follower != null) {
      follower.start();
    }
  }

  /**
   * Shows how it is.
   *
   * @param streams what it tags for
   */
  public void observeBy(Observation observation, String bootstrap, TaggingStreams streams) {
    observation.tags(bootstrap, streams, tagger::version, tagger::isAlive, first.device());
  }

  @Override
  public void close() {
    if (follower != null) {
      follower.close();
    }
    tagger.close();
  }
}
