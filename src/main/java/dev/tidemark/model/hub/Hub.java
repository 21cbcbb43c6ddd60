package dev.tidemark.model.hub;

import dev.tidemark.model.checkpoint.ConfigFile;
import dev.tidemark.model.hub.HubClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Hugging Face Hub and the cache in front of it.
 *
 * <p>A commit that is complete in the cache needs no network. Every other revision is asked for
 * each time, since branches move; when the Hub cannot be reached, the commit that it stood for last
 * time serves, with a notice.
 *
 * <p><b>Threading notes.</b> Immutable; several threads and processes may fetch the same model.
 */
public final class Hub {

  /** Repositories have at most some ten thousand files, of 300 bytes each in this answer. */
  private static final int LONGEST_LISTING = 64 << 20;

  private final HubSettings settings;
  private final Pauses pauses;
  private final DownloadListener listener;
  private final HubCache cache;
  private final HubClient client;

  public Hub(HubSettings settings, Pauses pauses, DownloadListener listener) {
    this.settings = settings;
    this.pauses = pauses;
    this.listener = listener;
    this.cache = new HubCache(settings.cache());
    this.client = new HubClient(settings);
  }

  /**
   * Makes a model be in the cache.
   *
   * @throws ModelUnavailableException when it cannot be had by this name
   * @throws HubException when it could not be fetched now
   * @throws dev.tidemark.model.checkpoint.CheckpointException when it is no model that Tidemark
   *     reads: another family, or pickles only
   */
  public HubSnapshot fetch(HubModel model) throws InterruptedException {
    try {
      if (settings.offline()) {
        return offline(model);
      }
      HubSnapshot cached = model.isPinned() ? cached(model) : null;
      return cached != null ? cached : online(model);
    } catch (IOException e) {
      throw new HubException(
          "the cache folder %s cannot be used (%s%s); HF_HOME or HF_HUB_CACHE name another"
              .formatted(
                  settings.cache(),
                  e instanceof AccessDeniedException ? "no permission for " : "",
                  e.getMessage()),
          e);
    }
  }

  private HubSnapshot online(HubModel model) throws IOException, InterruptedException {
    AnswerCheck check = new AnswerCheck(settings, model, pauses);
    // 1. What is there, and at which commit?
    Repository repository;
    try {
      repository = Repository.parse(model, listing(model, check));
    } catch (HubUnreachableException e) {
      HubSnapshot cached = cached(model);
      if (cached == null) {
        throw e;
      }
      listener.notice(
          "%s; %s as it was fetched earlier (commit %s) is used"
              .formatted(e.getMessage(), model, cached.commit()));
      return cached;
    }
    // 2. Small files, to see whether the model can be used at all.
    Path folder = cache.snapshot(model, repository.commit());
    List<RemoteFile> small = repository.smallFiles();
    for (RemoteFile file : small) {
      fetch(repository, file, check);
      if (file.name().equals(ModelFiles.CONFIG)) {
        ConfigFile.requireReadable(folder.resolve(ModelFiles.CONFIG), model.toString());
      }
    }
    // 3. The weights, last: a snapshot that has them is complete.
    boolean sharded = small.get(small.size() - 1).name().equals(ModelFiles.WEIGHTS_INDEX);
    List<String> shards =
        sharded ? ModelFiles.shards(model, folder.resolve(ModelFiles.WEIGHTS_INDEX)) : null;
    for (RemoteFile file : repository.weights(shards)) {
      fetch(repository, file, check);
    }
    cache.remember(model, repository.commit());
    return new HubSnapshot(model, repository.commit(), folder);
  }

  private byte[] listing(HubModel model, AnswerCheck check) throws InterruptedException {
    URI uri =
        settings.at(
            "/api/models/%s/revision/%s?blobs=true"
                .formatted(model.repository(), encoded(model.revision())));
    return new Retries(pauses, listener)
        .until(
            () -> {
              try (Answer answer = client.get(uri, 0)) {
                check.require(answer);
                return answer.body().readAll(LONGEST_LISTING);
              } catch (IOException e) {
                throw HubClient.broken(uri, e);
              }
            });
  }

  private void fetch(Repository repository, RemoteFile file, AnswerCheck check)
      throws IOException, InterruptedException {
    HubModel model = repository.model();
    if (cache.holds(model, repository.commit(), file)) {
      return;
    }
    URI uri =
        settings.at(
            "/%s/resolve/%s/%s"
                .formatted(model.repository(), repository.commit(), encoded(file.name())));
    Retries retries = new Retries(pauses, listener);
    new BlobDownload(model, file, cache, client, check, retries, listener).fetch(uri);
    cache.link(model, repository.commit(), file);
  }

  private HubSnapshot offline(HubModel model) throws IOException {
    HubSnapshot cached = cached(model);
    if (cached != null) {
      return cached;
    }
    String commit = cache.commit(model);
    String where = "in the cache " + settings.cache();
    if (commit != null && Files.isDirectory(cache.snapshot(model, commit))) {
      String missing = ModelFiles.firstMissing(model, cache.snapshot(model, commit));
      where = "completely in the cache %s (no %s)".formatted(settings.cache(), missing);
    }
    throw new ModelUnavailableException(
        "%s is not %s, and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to fetch it; unset them once, or name the folder of a checkpoint"
            .formatted(model, where));
  }

  /** As it was fetched last time, by Tidemark or by Python; null where something is missing. */
  private @Nullable HubSnapshot cached(HubModel model) throws IOException {
    String commit = cache.commit(model);
    if (commit == null) {
      return null;
    }
    Path folder = cache.snapshot(model, commit);
    return ModelFiles.firstMissing(model, folder) == null
        ? new HubSnapshot(model, commit, folder)
        : null;
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
