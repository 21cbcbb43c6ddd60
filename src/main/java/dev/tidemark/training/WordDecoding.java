package dev.tidemark.training;

import dev.tidemark.model.LabelSet;
import dev.tidemark.model.span.ConstrainedDecoder;
import dev.tidemark.model.span.ScoredTokens;
import java.util.ArrayList;
import java.util.List;

/** From the label probabilities of a sentence's words to one label each. */
public enum WordDecoding {
  /** {@link #VITERBI} where the labels are BIO, else {@link #ARGMAX}. */
  AUTO {
    @Override
    List<String> labels(ScoredTokens words, LabelSet labels) {
      return (ConstrainedDecoder.accepts(labels) ? VITERBI : ARGMAX).labels(words, labels);
    }
  },
  /** The likeliest label of each word by itself, as the Hugging Face course evaluates. */
  ARGMAX {
    @Override
    List<String> labels(ScoredTokens words, LabelSet labels) {
      List<String> chosen = new ArrayList<>(words.size());
      for (int word = 0; word < words.size(); word++) {
        int best = 0;
        for (int label = 1; label < labels.size(); label++) {
          if (words.score(word, label) > words.score(word, best)) {
            best = label;
          }
        }
        chosen.add(labels.name(best));
      }
      return chosen;
    }
  },
  /** The likeliest sequence that IOB2 allows; needs labels of that form. */
  VITERBI {
    @Override
    List<String> labels(ScoredTokens words, LabelSet labels) {
      List<String> chosen = new ArrayList<>(words.size());
      for (int label : new ConstrainedDecoder(labels).decode(words)) {
        chosen.add(labels.name(label));
      }
      return chosen;
    }
  };

  abstract List<String> labels(ScoredTokens words, LabelSet labels);
}
