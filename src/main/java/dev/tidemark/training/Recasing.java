package dev.tidemark.training;

import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Headlines in capitals and notes without any are rare in the data and common in feeds. Rewriting
 * some of the texts keeps a model that sees casing from trusting it alone.
 */
public final class Recasing {

  private Recasing() {}

  /**
   * The same texts, some of them in lower case throughout and as many in upper case.
   *
   * @param share of the texts that becomes lower case, and upper case; at most 0.5
   */
  public static List<LabelledSentence> some(
      List<LabelledSentence> texts, double share, Random random) {
    List<LabelledSentence> result = new ArrayList<>(texts.size());
    for (LabelledSentence text : texts) {
      double draw = random.nextDouble();
      if (draw < share) {
        result.add(recased(text, word -> word.toLowerCase(Locale.ROOT)));
      } else if (draw < 2 * share) {
        result.add(recased(text, word -> word.toUpperCase(Locale.ROOT)));
      } else {
        result.add(text);
      }
    }
    return result;
  }

  private static LabelledSentence recased(LabelledSentence text, UnaryOperator<String> change) {
    return new LabelledSentence(text.words().stream().map(change).toList(), text.labels());
  }
}
