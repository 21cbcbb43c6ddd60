package dev.tidemark.app.settings;

import java.nio.file.Path;
import java.util.List;

/** The settings of the model store. */
public final class StoreSettings {

  public static final Setting<String> URL =
      Setting.of(
          "tidemark.store.url",
          SettingType.text("a folder, or s3://bucket/prefix"),
          "./models",
          "The model store: a folder of this machine or of a shared volume, or a bucket;"
              + " credentials come from where the AWS SDK looks for them.");

  public static final Setting<String> CACHE =
      Setting.of(
          "tidemark.store.cache",
          SettingType.text("a folder; ~/ is the user's own"),
          "~/.cache/tidemark/models",
          "Where versions are fetched to before they are loaded.");

  public static final Setting<Integer> KEEP =
      Setting.of(
          "tidemark.store.keep",
          SettingType.integer(1, 100_000),
          10,
          "So many of the last versions of a model are kept, besides those that are or were live.");

  public static final Setting<String> S3_ENDPOINT =
      Setting.of(
          "tidemark.store.s3.endpoint",
          SettingType.text("aws, or http(s)://host:port"),
          "aws",
          "The S3 server: Amazon's, or another one that honours If-None-Match when writing.");

  public static final Setting<String> S3_REGION =
      Setting.of(
          "tidemark.store.s3.region",
          SettingType.matching("[a-z0-9-]{1,40}", "auto, or a region such as eu-central-1"),
          "auto",
          "The region of the bucket; auto takes it from where the AWS SDK looks for it.");

  public static final Setting<String> S3_PATH_STYLE =
      Setting.of(
          "tidemark.store.s3.path-style",
          SettingType.matching("true|false", "true or false"),
          "false",
          "Whether the bucket stands in the path (most servers but Amazon's) or in the host name.");

  /** All of the above, in the order in which they are documented. */
  static final List<Setting<?>> ALL =
      List.of(URL, CACHE, KEEP, S3_ENDPOINT, S3_REGION, S3_PATH_STYLE);

  private StoreSettings() {}

  /**
   * A store that goes when the folder goes, with its cache.
   *
   * @param origin who wants it
   */
  public static List<Flag> within(Path folder, String origin) {
    return List.of(
        Flag.of(origin, URL, folder.resolve("store").toString()),
        Flag.of(origin, CACHE, folder.resolve("cache").toString()));
  }
}
