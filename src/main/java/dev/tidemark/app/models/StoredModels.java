package dev.tidemark.app.models;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.StoreSettings;
import dev.tidemark.model.store.DirectoryStorage;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.Trees;
import dev.tidemark.s3.S3Settings;
import dev.tidemark.s3.S3Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The model store that the settings name, and the folder its versions are fetched to. */
public final class StoredModels implements AutoCloseable {

  private static final String S3 = "s3://";
  private static final String AMAZON = "aws";
  private static final String AUTO = "auto";

  private final ModelStore store;
  private final @Nullable S3Storage bucket;
  private final Path cache;
  private final int keep;

  private StoredModels(Configuration settings) {
    String url = settings.get(StoreSettings.URL);
    InstantSource clock = InstantSource.system();
    try {
      bucket = url.startsWith(S3) ? new S3Storage(s3(url, settings), clock) : null;
      store =
          new ModelStore(
              bucket == null ? new DirectoryStorage(Path.of(url)) : bucket,
              clock,
              UUID::randomUUID);
      cache = cache(settings);
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is no path".formatted(e.getInput()), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException("the model store: " + e.getMessage(), e);
    }
    keep = settings.get(StoreSettings.KEEP);
  }

  /**
   * Opens it.
   *
   * @throws UsageException when the settings name no store
   */
  public static StoredModels of(Configuration settings) {
    return new StoredModels(settings);
  }

  /**
   * A version of the store that the settings name.
   *
   * @param name {@code NAME@N}
   */
  static ModelFolder fetch(String name, Configuration settings) throws IOException {
    try (StoredModels models = of(settings)) {
      return models.fetch(version(name));
    }
  }

  /** A folder that is called like a version is still a folder: it was there before the store. */
  public static boolean isStored(String name) {
    return ModelVersion.isVersion(name) && !Files.exists(Path.of(name));
  }

  /**
   * As the user wrote it.
   *
   * @throws UsageException when the text is no version
   */
  static ModelVersion version(String text) {
    try {
      return ModelVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  public ModelStore store() {
    return store;
  }

  /** The version in the cache, every byte of it checked. */
  public ModelFolder fetch(ModelVersion version) throws IOException {
    Manifest manifest = store.manifest(version);
    Path folder = cached(manifest);
    Files.createDirectories(cache);
    var ignored = store.fetch(version, folder);
    return new ModelFolder(version.toString(), folder);
  }

  /**
   * Deletes versions of this name, but for these and the last ones, as many as the settings say;
   * here in the cache, too.
   */
  public List<ModelVersion> retain(String name, Set<ModelVersion> liveAndFormer)
      throws IOException {
    Map<ModelVersion, Path> cached = new HashMap<>();
    for (ModelVersion version : store.versions()) {
      if (version.name().equals(name) && !liveAndFormer.contains(version)) {
        cached.put(version, cached(store.manifest(version)));
      }
    }
    List<ModelVersion> deleted = store.retain(name, liveAndFormer, keep);
    for (ModelVersion version : deleted) {
      Path folder = cached.get(version);
      if (folder != null && Files.exists(folder)) {
        Trees.delete(folder);
      }
    }
    return deleted;
  }

  /** Named by the id of the upload, too: another store may have another model under this name. */
  private Path cached(Manifest manifest) {
    return cache.resolve(manifest.version() + "-" + manifest.upload());
  }

  private static S3Settings s3(String url, Configuration settings) {
    String endpoint = settings.get(StoreSettings.S3_ENDPOINT);
    String region = settings.get(StoreSettings.S3_REGION);
    return S3Settings.of(
        url,
        endpoint.equals(AMAZON) ? null : endpoint(endpoint),
        region.equals(AUTO) ? null : region,
        Boolean.parseBoolean(settings.get(StoreSettings.S3_PATH_STYLE)));
  }

  /** What is wrong is not repeated: it may hold a password. */
  private static URI endpoint(String text) {
    if (!text.matches("https?://[^\\s/@]+/?")) {
      throw new IllegalArgumentException(
          "tidemark.store.s3.endpoint must be 'aws' or like https://host:9000, without a user");
    }
    return URI.create(text);
  }

  /** The folder that the settings name. */
  public static Path cache(Configuration settings) {
    String text = settings.get(StoreSettings.CACHE);
    return text.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), text.substring(2))
        : Path.of(text);
  }

  @Override
  public void close() {
    if (bucket != null) {
      bucket.close();
    }
  }
}
