package dev.tidemark.app.tagger;

/**
 * Where the time of a swap went, in seconds.
 *
 * @param fetch copying from the store where it is not in the cache, and every byte's checksum
 * @param load reading the weights and giving them to PyTorch
 * @param trial answers to the texts that every model must have one for
 * @param fetchCpu what {@code fetch} took of a core, however busy the machine is
 * @param loadCpu likewise
 */
public record SwapTimes(double fetch, double load, double trial, double fetchCpu, double loadCpu) {

  public double all() {
    return fetch + load + trial;
  }
}
