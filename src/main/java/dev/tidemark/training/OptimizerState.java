package dev.tidemark.training;

import dev.tidemark.model.checkpoint.Tensor;
import java.util.List;

/**
 * What AdamW remembers between steps (Loshchilov and Hutter, 2019).
 *
 * @param steps made
 * @param moments of each parameter, the running means of its gradient ({@value #FIRST} before the
 *     parameter's name) and of its square ({@value #SECOND})
 */
public record OptimizerState(int steps, List<Tensor> moments) {

  public static final String FIRST = "m.";
  public static final String SECOND = "v.";
}
