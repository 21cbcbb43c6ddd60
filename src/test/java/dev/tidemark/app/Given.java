package dev.tidemark.app;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.ConfigurationLoader;
import dev.tidemark.app.settings.ConfigurationSources;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that a test gives a process of Tidemark. {@link #tiny} and {@link #learning} are
 * what processes with a tiny model have in common; what a test is about it says itself.
 */
public final class Given {

  private final Map<String, String> values = new TreeMap<>();

  private Given() {}

  public static Given nothing() {
    return new Given();
  }

  /** Each as {@code NAME=VALUE}. */
  public static Given of(Collection<String> arguments) {
    Given given = new Given();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      given.with(argument.substring(0, equals), argument.substring(equals + 1));
    }
    return given;
  }

  /**
   * A tiny model on one thread.
   *
   * @param model a folder in {@code folder}, which gets the model store, too
   */
  public static Given tiny(String bootstrap, Path folder, String model) {
    return new Given()
        .with("tidemark.kafka.bootstrap.servers", bootstrap)
        .with("tidemark.model.ner", folder.resolve(model))
        .with("tidemark.store.url", folder.resolve("store"))
        .with("tidemark.store.cache", folder.resolve("cache"))
        .with("tidemark.batch.max-tokens", 1024)
        .with("tidemark.dtype", "fp32")
        .with("tidemark.threads", 1);
  }

  /**
   * So many corrections make a run due at once; it rehearses what {@code TinyLanguage.teach} wrote
   * into the folder.
   */
  public Given learning(Path folder, int corrections) {
    return with("tidemark.adaptation.min-corrections", corrections)
        .with("tidemark.adaptation.min-interval", "0s")
        .with("tidemark.adaptation.settle", "0s")
        .with("tidemark.adaptation.replay", folder.resolve("before.tsv"));
  }

  /** Whatever there is to be learnt of {@code TinyLanguage} a run then learns. */
  public Given thoroughly() {
    return with("tidemark.adaptation.epochs", 25)
        .with("tidemark.adaptation.learning-rate", "5e-3")
        .with("tidemark.adaptation.keep", 0);
  }

  /**
   * A server that turns nobody away for asking often.
   *
   * @param token of who annotates
   */
  public static Given serving(Path folder, String token) {
    return new Given()
        .with("tidemark.http.port", 0)
        .with("tidemark.http.rate", 1_000_000)
        .with("tidemark.http.max-body", 100_000)
        .with("tidemark.http.token.annotate", token)
        .with("tidemark.store.url", folder.resolve("store"));
  }

  /** One more, or another value. */
  public Given with(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  public Given with(Map<String, String> more) {
    values.putAll(more);
    return this;
  }

  /** What {@link #of} takes. */
  public List<String> arguments() {
    return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  public Configuration settings() {
    return ConfigurationLoader.load(new ConfigurationSources(null, Map.of(), values, List.of()));
  }
}
