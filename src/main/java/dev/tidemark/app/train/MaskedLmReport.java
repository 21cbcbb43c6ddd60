package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.training.masking.Perplexity;
import java.util.List;

/** How a masked language model's guesses are shown. */
final class MaskedLmReport implements TrainingReport<Perplexity> {

  @Override
  public String task() {
    return "fill-mask";
  }

  @Override
  public List<String> columns() {
    return List.of("validation loss", "perplexity", "top-1", "top-5");
  }

  @Override
  public List<Double> row(Perplexity measured) {
    return List.of(measured.loss(), measured.perplexity(), measured.top1(), measured.top5());
  }

  @Override
  public void json(ObjectNode to, Perplexity measured) {
    to.put("perplexity", measured.perplexity())
        .put("loss", measured.loss())
        .put("masked_tokens", measured.maskedTokens())
        .put("top1", measured.top1())
        .put("top5", measured.top5());
  }
}
