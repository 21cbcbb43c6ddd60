package dev.tidemark.app.guard;

import dev.tidemark.text.LabelledSpan;
import java.io.IOException;
import java.util.List;

/** A loaded model that says what it sees in texts, as it would on the stream. */
public interface Answers extends AutoCloseable {

  /** One list for each text, in their order. */
  List<List<LabelledSpan>> of(List<String> texts) throws IOException;

  @Override
  void close();
}
