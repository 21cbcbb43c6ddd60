package dev.tidemark.adaptation;

/** What becomes of entity types that corrections speak of and the model does not know. */
public enum NewTypes {
  /** The model learns them: its head grows, what it had keeps its weights. */
  ALLOW,

  /** Corrections that speak of them are refused. */
  REJECT
}
