package dev.tidemark.training;

/**
 * What keeps a model from learning its data by heart; serving runs with all of it off.
 *
 * @param hiddenDropout share of hidden units dropped
 * @param attentionDropout share of attention weights dropped
 * @param labelSmoothing share of the target spread over all labels
 */
public record RegularisationSettings(
    double hiddenDropout, double attentionDropout, double labelSmoothing) {

  public static final RegularisationSettings NONE = new RegularisationSettings(0, 0, 0);
}
