package dev.tidemark.guarantee.promise;

/** How often an answer may come. */
public enum Delivery {
  /** Once: always under exactly_once_v2; under at_least_once as long as nothing fails. */
  ONCE,
  /** Again after a failure, from some record on: at_least_once, and something failed. */
  MAY_REPEAT
}
