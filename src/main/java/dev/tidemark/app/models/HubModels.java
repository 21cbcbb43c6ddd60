package dev.tidemark.app.models;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.hub.Hub;
import dev.tidemark.model.hub.HubModel;
import dev.tidemark.model.hub.HubSettings;
import dev.tidemark.model.hub.HubSnapshot;
import dev.tidemark.model.hub.Pauses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** From Hugging Face's environment variables and a name to a model of the Hub. */
final class HubModels {

  /** What Hugging Face's own programs take for yes. */
  private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");

  private HubModels() {}

  /**
   * Fetches it where it is not in the cache; progress goes to standard error.
   *
   * @throws UsageException when name or environment are wrong
   * @throws dev.tidemark.model.hub.HubException when it cannot be fetched
   */
  static ModelFolder fetch(String name, Configuration settings) throws IOException {
    HubModel model;
    HubSettings hub;
    try {
      model = HubModel.parse(name);
      hub = settings(settings.huggingFace());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    try (DownloadProgress progress = new DownloadProgress()) {
      HubSnapshot snapshot = new Hub(hub, Pauses.REAL, progress).fetch(model);
      return new ModelFolder(snapshot.version(), snapshot.folder());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted before %s was fetched".formatted(model), e);
    }
  }

  /**
   * As {@code huggingface_hub} reads its variables.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static HubSettings settings(Map<String, String> environment) {
    String endpoint = environment.get("HF_ENDPOINT");
    return new HubSettings(
        endpoint == null ? HubSettings.PUBLIC_HUB : address(endpoint),
        environment.get("HF_TOKEN"),
        cache(environment),
        isSet(environment, "HF_HUB_OFFLINE") || isSet(environment, "TRANSFORMERS_OFFLINE"));
  }

  private static Path cache(Map<String, String> environment) {
    if (environment.containsKey("HF_HUB_CACHE")) {
      return path("HF_HUB_CACHE", "", environment);
    }
    if (environment.containsKey("HF_HOME")) {
      return path("HF_HOME", "hub", environment);
    }
    if (environment.containsKey("XDG_CACHE_HOME")) {
      return path("XDG_CACHE_HOME", "huggingface/hub", environment);
    }
    return Path.of(home(environment)).resolve(".cache/huggingface/hub");
  }

  /** The folder that a variable names, or one in it; "~" is the home folder, as in Python. */
  private static Path path(String variable, String inside, Map<String, String> environment) {
    String text = environment.getOrDefault(variable, "");
    String full =
        text.equals("~") || text.startsWith("~/") ? home(environment) + text.substring(1) : text;
    try {
      return Path.of(full).resolve(inside);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("%s '%s' is no folder".formatted(variable, text), e);
    }
  }

  private static String home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", environment.get("USERPROFILE"));
    if (home == null) {
      throw new IllegalArgumentException(
          "there is no home folder to keep models in; set HF_HOME to a folder");
    }
    return home;
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      // Not repeated, nor is the cause: it may hold a password.
      throw new IllegalArgumentException(
          "HF_ENDPOINT is no address such as " + HubSettings.PUBLIC_HUB);
    }
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return YES.contains(environment.getOrDefault(name, "").toUpperCase(Locale.ROOT));
  }
}
