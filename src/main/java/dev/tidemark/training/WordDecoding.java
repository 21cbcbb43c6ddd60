package dev.tidemark.training;

import dev.tidemark.model.LabelSet;
import dev.tidemark.model.span.ConstrainedDecoder;
import dev.tidemark.model.span.ScoredTokens;
import java.util.function.Function;

/** From the label probabilities of a sentence's words to one label each. */
public enum WordDecoding {
  /** {@link #VITERBI} where the labels follow a scheme, else {@link #ARGMAX}. */
  AUTO {
    @Override
    Function<ScoredTokens, int[]> decoder(LabelSet labels) {
      return (ConstrainedDecoder.accepts(labels) ? VITERBI : ARGMAX).decoder(labels);
    }
  },
  /** The likeliest label of each word by itself, as the Hugging Face course evaluates. */
  ARGMAX {
    @Override
    Function<ScoredTokens, int[]> decoder(LabelSet labels) {
      return words -> {
        int[] chosen = new int[words.size()];
        for (int word = 0; word < chosen.length; word++) {
          for (int label = 1; label < labels.size(); label++) {
            if (words.score(word, label) > words.score(word, chosen[word])) {
              chosen[word] = label;
            }
          }
        }
        return chosen;
      };
    }
  },
  /** The likeliest sequence that the labels' scheme allows; needs labels of a scheme. */
  VITERBI {
    @Override
    Function<ScoredTokens, int[]> decoder(LabelSet labels) {
      return new ConstrainedDecoder(labels)::decode;
    }
  };

  /** From the words of a sentence to a label id each; to be made once for a data set. */
  abstract Function<ScoredTokens, int[]> decoder(LabelSet labels);
}
