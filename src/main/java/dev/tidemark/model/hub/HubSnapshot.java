package dev.tidemark.model.hub;

import java.nio.file.Path;

/**
 * A model of the Hub, here.
 *
 * @param commit full hash; what the revision stands for may change, this does not
 * @param folder a checkpoint folder, in the cache: not to be written into
 */
public record HubSnapshot(HubModel model, String commit, Path folder) {

  private static final int HEX_DIGITS = 12;

  /** {@code OWNER/NAME@} and the beginning of the commit, whatever revision it was asked by. */
  public String version() {
    return model.repository() + "@" + commit.substring(0, HEX_DIGITS);
  }
}
