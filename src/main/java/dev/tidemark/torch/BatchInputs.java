package dev.tidemark.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.WordProbabilities;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Batches as the arguments of a program, and its results as Java has them. */
final class BatchInputs {

  private BatchInputs() {}

  /** The two that every program begins with. */
  static NDList of(NDManager scope, TokenBatch tokens) {
    return new NDList(
        scope.create(
            IntBuffer.wrap(tokens.ids()),
            new Shape(tokens.rows(), tokens.length()),
            DataType.INT32),
        scope.create(IntBuffer.wrap(tokens.lengths()), new Shape(tokens.rows()), DataType.INT32));
  }

  /** What fills masks. */
  static NDList of(NDManager scope, TokenBatch tokens, MaskQuery query) {
    NDList inputs = of(scope, tokens);
    int masks = query.places().length;
    inputs.add(scope.create(IntBuffer.wrap(query.places()), new Shape(masks), DataType.INT32));
    inputs.add(
        scope.create(
            LongBuffer.wrap(query.targets()),
            new Shape(masks, query.targetsEach()),
            DataType.INT64));
    inputs.add(scope.create(query.topK()));
    return inputs;
  }

  /** The words that a program gives for masks, from its output {@code first} on. */
  static WordProbabilities words(MaskQuery query, NDList outputs, int first) {
    return new WordProbabilities(
        query.topK(),
        outputs.get(first).toIntArray(),
        outputs.get(first + 1).toFloatArray(),
        query.targetsEach(),
        query.targetsEach() == 0 ? new float[0] : outputs.get(first + 2).toFloatArray());
  }

  /** What learns labels. */
  static NDList of(NDManager scope, LabelledBatch batch) {
    NDList inputs = of(scope, batch.tokens());
    addLabels(inputs, scope, batch);
    return inputs;
  }

  /** What learns words. */
  static NDList of(NDManager scope, MaskedBatch batch) {
    NDList inputs = of(scope, batch.tokens());
    addPlaces(inputs, scope, batch);
    return inputs;
  }

  /** What could learn both, given labels alone. */
  static NDList labelsOnly(NDManager scope, LabelledBatch batch) {
    NDList inputs = of(scope, batch);
    addPlaces(inputs, scope, new MaskedBatch(batch.tokens(), new int[0], new long[0]));
    return inputs;
  }

  /** What could learn both, given words alone. */
  static NDList wordsOnly(NDManager scope, MaskedBatch batch) {
    NDList inputs = of(scope, batch.tokens());
    inputs.add(scope.create(new Shape(0, 0), DataType.INT32));
    inputs.add(scope.create(new Shape(0), DataType.FLOAT32));
    addPlaces(inputs, scope, batch);
    return inputs;
  }

  static TrainableClassifier.Evaluated evaluated(LabelledBatch batch, int labels, NDList outputs) {
    return new TrainableClassifier.Evaluated(
        outputs.get(0).getFloat(),
        new LabelProbabilities(batch.tokens().length(), labels, outputs.get(1).toFloatArray()));
  }

  static TrainableMaskedLm.Evaluated evaluated(NDList outputs) {
    float[] hits = outputs.get(1).toFloatArray();
    return new TrainableMaskedLm.Evaluated(
        outputs.get(0).getFloat(), Math.round(hits[0]), Math.round(hits[1]));
  }

  private static void addLabels(NDList inputs, NDManager scope, LabelledBatch batch) {
    TokenBatch tokens = batch.tokens();
    inputs.add(
        scope.create(
            IntBuffer.wrap(batch.labels()),
            new Shape(tokens.rows(), tokens.length()),
            DataType.INT32));
    inputs.add(
        scope.create(
            FloatBuffer.wrap(batch.weights()), new Shape(tokens.rows()), DataType.FLOAT32));
  }

  private static void addPlaces(NDList inputs, NDManager scope, MaskedBatch batch) {
    Shape asked = new Shape(batch.places().length);
    inputs.add(scope.create(IntBuffer.wrap(batch.places()), asked, DataType.INT32));
    inputs.add(scope.create(LongBuffer.wrap(batch.targets()), asked, DataType.INT64));
  }
}
