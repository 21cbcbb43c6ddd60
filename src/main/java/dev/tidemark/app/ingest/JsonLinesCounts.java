package dev.tidemark.app.ingest;

/**
 * What has become of the lines so far.
 *
 * @param skipped delivered by an earlier run
 * @param lines read since, blank ones included
 * @param texts delivered since
 * @param badLines among the dead letters since
 */
record JsonLinesCounts(long skipped, long lines, long texts, long badLines) {

  static final JsonLinesCounts NONE = new JsonLinesCounts(0, 0, 0, 0);

  JsonLinesCounts withSkipped(long earlier) {
    return new JsonLinesCounts(earlier, lines, texts, badLines);
  }

  JsonLinesCounts plus(long moreLines, long moreTexts, long moreBad) {
    return new JsonLinesCounts(skipped, lines + moreLines, texts + moreTexts, badLines + moreBad);
  }
}
