package dev.tidemark.inference;

import dev.tidemark.text.FillOptions;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the entities of texts, and words for the masks in them where its model can.
 *
 * <p>Threading notes: safe for use by any number of threads. Futures are completed by the tagger's
 * own threads; whoever waits for one must not be such a thread.
 */
public interface Tagger {

  /**
   * Hands a text over to be tagged with others in one batch.
   *
   * @return completes with the result, or exceptionally with {@link UntaggableTextException} when
   *     this very text cannot be tagged (others in its batch are not harmed), or with any other
   *     exception when the model or its device failed
   */
  CompletableFuture<Tagging> submit(String text);

  /**
   * Likewise; where it fills masks, as the options say. One that does not need not look at them.
   */
  default CompletableFuture<Tagging> submit(String text, FillOptions options) {
    return submit(text);
  }

  /**
   * What has been submitted by now is due at once: no batch lingers for it. Returns without
   * waiting.
   */
  void hurry();
}
