package dev.tidemark.ops.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.model.store.ModelVersion;
import java.util.List;

/**
 * The model store and the alias that says which model is live. Whatever is not there is told by a
 * {@link dev.tidemark.ops.http.HttpProblem} that says what to do.
 *
 * <p>Threading notes: any number of threads.
 */
public interface ModelService extends AutoCloseable {

  /** As {@code models list --json}. */
  ObjectNode list();

  /** What is known of a version. */
  ObjectNode show(ModelVersion version);

  /**
   * Makes another model live, after every byte of it was checked.
   *
   * @param model a version of the store, or {@code default}
   */
  LiveModel promote(String model, String by, String reason);

  /** Makes the former model live again. */
  LiveModel rollBack(String by, String reason);

  /** The last training run of each alias, as {@code model-events} has it. */
  List<ObjectNode> runs();

  @Override
  void close();
}
