/**
 * Other engines, to be measured against; built only with {@code -Ppeers}. Here: ONNX Runtime, on a
 * model that is written from the same checkpoint, as there is no exporter without Python.
 *
 * <p>Start with {@link dev.tidemark.peers.ExportedGraph} and {@link dev.tidemark.peers.FusedGraph}:
 * BERT in ONNX, plain and in ONNX Runtime's own operators.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.peers;
