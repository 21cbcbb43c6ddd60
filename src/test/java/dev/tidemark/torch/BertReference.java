package dev.tidemark.torch;

import static java.util.Objects.requireNonNull;

import dev.tidemark.model.TokenBatch;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyFamily;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * BERT's forward pass with a token-classification head in plain Java and double precision, written
 * from the paper (Devlin et al., 2019; the layers are those of Vaswani et al., 2017) and the
 * definition in Hugging Face's {@code modeling_bert.py}. Slow, and easy to believe.
 *
 * <p>A sequence is a {@code double[position][unit]}.
 */
final class BertReference {

  private final Form model;

  /**
   * What the members of BERT's family differ in.
   *
   * @param embedding width of the embeddings; a dense layer follows where it is not {@code hidden}
   * @param firstPosition row of the position embeddings for the first token
   * @param typed whether a token's type is embedded
   */
  record Form(
      int hidden,
      int embedding,
      int layers,
      int heads,
      double eps,
      String activation,
      String wordActivation,
      int firstPosition,
      boolean typed) {}

  /** Weights by name, row-major; may be changed, to see what depends on them. */
  final Map<String, double[]> weights = new LinkedHashMap<>();

  BertReference(TinyBert tiny) {
    this(tiny, TinyBert.Heads.TAGS);
  }

  BertReference(TinyBert tiny, TinyBert.Heads heads) {
    this(
        new Form(
            tiny.hidden(),
            tiny.hidden(),
            tiny.layers(),
            TinyBert.HEADS,
            TinyBert.LAYER_NORM_EPS,
            tiny.activation(),
            tiny.activation(),
            0,
            true),
        tiny.weights(heads));
  }

  /**
   * @param weights by BERT's names without prefix
   */
  BertReference(Form form, Map<String, TinyBert.Weight> weights) {
    this.model = form;
    weights.forEach((name, weight) -> this.weights.put(name, doubles(weight.values())));
  }

  BertReference(TinyFamily tiny) {
    this(
        new Form(
            TinyFamily.HIDDEN,
            tiny.embedding(),
            tiny.layers(),
            TinyFamily.HEADS,
            tiny.layerNormEps(),
            TinyFamily.ACTIVATION,
            tiny.wordActivation(),
            tiny.firstPosition(),
            tiny.types() > 0),
        tiny.weightsByBertsNames());
  }

  /** Probability of each label at each place of a row, padding included. */
  double[][] probabilities(TokenBatch batch, int row) {
    return map(logits(batch, row), BertReference::softmax);
  }

  /** Score of each label at each place of a row. */
  double[][] logits(TokenBatch batch, int row) {
    return map(hidden(batch, row), token -> dense(token, "classifier"));
  }

  /** Score of each word at each place of a row; the head's weights must have been put in. */
  double[][] wordScores(TokenBatch batch, int row) {
    String head = "cls.predictions.";
    return map(
        hidden(batch, row),
        token -> {
          double[] up = dense(token, head + "transform.dense");
          for (int unit = 0; unit < up.length; unit++) {
            up[unit] = activation(model.wordActivation(), up[unit]);
          }
          up = layerNorm(up, head + "transform.LayerNorm");
          double[] scores = weight(head + "bias").clone();
          for (int word = 0; word < scores.length; word++) {
            double[] embedding = row("embeddings.word_embeddings.weight", word);
            for (int unit = 0; unit < up.length; unit++) {
              scores[word] += up[unit] * embedding[unit];
            }
          }
          return scores;
        });
  }

  private double[][] hidden(TokenBatch batch, int row) {
    double[][] x = new double[batch.length()][];
    for (int place = 0; place < x.length; place++) {
      x[place] = embedding(batch.ids()[row * batch.length() + place], place);
    }
    for (int layer = 0; layer < model.layers(); layer++) {
      x = layer(x, batch.lengths()[row], "encoder.layer." + layer + ".");
    }
    return x;
  }

  /** The sum of what word, place and token type (above the 24 bits of the word) mean. */
  private double[] embedding(int token, int place) {
    double[] sum = row("embeddings.word_embeddings.weight", token % 16_777_216);
    sum = plus(sum, row("embeddings.position_embeddings.weight", model.firstPosition() + place));
    if (model.typed()) {
      sum = plus(sum, row("embeddings.token_type_embeddings.weight", token / 16_777_216));
    }
    sum = layerNorm(sum, "embeddings.LayerNorm");
    return model.embedding() == model.hidden() ? sum : dense(sum, "embeddings_project");
  }

  /** Attention, then two dense layers, each added to its input and normalised. */
  private double[][] layer(double[][] x, int length, String name) {
    double[][] attended = attention(x, length, name + "attention.self.");
    double[][] result = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double[] mixed = dense(attended[i], name + "attention.output.dense");
      mixed = layerNorm(plus(x[i], mixed), name + "attention.output.LayerNorm");
      double[] up = dense(mixed, name + "intermediate.dense");
      for (int unit = 0; unit < up.length; unit++) {
        up[unit] = activation(model.activation(), up[unit]);
      }
      double[] down = dense(up, name + "output.dense");
      result[i] = layerNorm(plus(mixed, down), name + "output.LayerNorm");
    }
    return result;
  }

  /** softmax(Q·Kᵀ / √d)·V in each head; only the first {@code length} places are looked at. */
  private double[][] attention(double[][] x, int length, String name) {
    double[][] queries = map(x, token -> dense(token, name + "query"));
    double[][] keys = map(x, token -> dense(token, name + "key"));
    double[][] values = map(x, token -> dense(token, name + "value"));
    int size = model.hidden() / model.heads();
    double[][] mixed = new double[x.length][model.hidden()];
    for (int head = 0; head < model.heads(); head++) {
      int from = head * size;
      for (int i = 0; i < x.length; i++) {
        double[] scores = new double[length];
        for (int j = 0; j < length; j++) {
          for (int unit = from; unit < from + size; unit++) {
            scores[j] += queries[i][unit] * keys[j][unit] / Math.sqrt(size);
          }
        }
        double[] shares = softmax(scores);
        for (int j = 0; j < length; j++) {
          for (int unit = from; unit < from + size; unit++) {
            mixed[i][unit] += shares[j] * values[j][unit];
          }
        }
      }
    }
    return mixed;
  }

  private static double activation(String name, double x) {
    return switch (name) {
      case "gelu" -> x * normalCdf(x);
      case "gelu_new" ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case "relu" -> Math.max(0, x);
      case "silu" -> x / (1 + Math.exp(-x));
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), whose terms all have one sign. */
  static double normalCdf(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int n = 3; Math.abs(term) > 1e-18; n += 2) {
      term *= x * x / n;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private double[] layerNorm(double[] x, String name) {
    double[] gain = weight(name + ".weight");
    double[] bias = weight(name + ".bias");
    double mean = 0;
    for (double unit : x) {
      mean += unit / x.length;
    }
    double variance = 0;
    for (double unit : x) {
      variance += (unit - mean) * (unit - mean) / x.length;
    }
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = (x[i] - mean) / Math.sqrt(variance + model.eps()) * gain[i] + bias[i];
    }
    return result;
  }

  /** W·x + b. */
  private double[] dense(double[] x, String name) {
    double[] matrix = weight(name + ".weight");
    double[] result = weight(name + ".bias").clone();
    for (int out = 0; out < result.length; out++) {
      for (int in = 0; in < x.length; in++) {
        result[out] += matrix[out * x.length + in] * x[in];
      }
    }
    return result;
  }

  static double[] softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      shares[i] = Math.exp(scores[i] - largest);
      sum += shares[i];
    }
    for (int i = 0; i < scores.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private double[] weight(String name) {
    return requireNonNull(weights.get(name), name);
  }

  private double[] row(String name, int row) {
    double[] result = new double[model.embedding()];
    System.arraycopy(weight(name), row * result.length, result, 0, result.length);
    return result;
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  private static double[][] map(
      double[][] sequence, java.util.function.UnaryOperator<double[]> token) {
    double[][] result = new double[sequence.length][];
    for (int i = 0; i < sequence.length; i++) {
      result[i] = token.apply(sequence[i]);
    }
    return result;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
