package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.training.loop.Measured;
import java.util.List;

/**
 * How what a training measures is shown: columns of the table, and keys of the JSON.
 *
 * @param <M> what is measured
 */
interface TrainingReport<M extends Measured> {

  /** What is trained, as the Hugging Face Hub calls it. */
  String task();

  /** Names of the columns after epoch and training loss. */
  List<String> columns();

  /** Their numbers. */
  List<Double> row(M measured);

  /** Adds an entry's numbers. */
  void json(ObjectNode to, M measured);
}
