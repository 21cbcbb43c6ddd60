package dev.tidemark.model.hub;

/** Hears what a download does. Called on the thread that asked for the model. */
public interface DownloadListener {

  /**
   * A file is about to be fetched.
   *
   * @param have bytes of it that an earlier attempt left behind
   */
  void started(HubModel model, String file, long have, long size);

  /** So many bytes of the file are there now; after a broken transfer this may be fewer. */
  void received(long bytes);

  /** The file is there and is what the Hub said it would be. */
  void finished();

  /** Something that a person may want to know: a retry, a lock, the cache in place of the Hub. */
  void notice(String what);
}
