package dev.tidemark.app.ingest;

/**
 * What has become of asking feeds.
 *
 * @param requests made, redirects not counted
 * @param notModified answered 304
 * @param failures answered otherwise than with a feed
 * @param texts delivered
 * @param rejects too large to be a record
 */
record FeedCounts(long requests, long notModified, long failures, long texts, long rejects) {

  static final FeedCounts NONE = new FeedCounts(0, 0, 0, 0, 0);

  FeedCounts asked() {
    return new FeedCounts(requests + 1, notModified, failures, texts, rejects);
  }

  FeedCounts unchanged() {
    return new FeedCounts(requests, notModified + 1, failures, texts, rejects);
  }

  FeedCounts failed() {
    return new FeedCounts(requests, notModified, failures + 1, texts, rejects);
  }

  FeedCounts delivered(long moreTexts, long moreRejects) {
    return new FeedCounts(
        requests, notModified, failures, texts + moreTexts, rejects + moreRejects);
  }
}
