package dev.tidemark.app.bench;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.bench.Agreement;
import dev.tidemark.bench.Arrangement;
import dev.tidemark.bench.BatchShape;
import dev.tidemark.bench.Contest;
import dev.tidemark.bench.Contestant;
import dev.tidemark.bench.ModelFlops;
import dev.tidemark.bench.Peer;
import dev.tidemark.bench.PeerModel;
import dev.tidemark.bench.Speed;
import dev.tidemark.bench.Work;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.InputToken;
import dev.tidemark.torch.ComputeType;
import dev.tidemark.torch.TorchEngine;
import dev.tidemark.torch.TorchMatmul;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.torch.TorchTokenClassifier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Everybody who takes part in {@code bench model}, loaded: matrix products and the model in each
 * number format, and the peers, all in each arrangement of the cores and for each shape.
 */
final class BenchModelContest implements AutoCloseable {

  static final int ROUNDS = 5;

  /** The rest goes to the untimed pass before each stretch. */
  private static final double TIMED_SHARE = 0.65;

  /** How far a busy machine may overrun before rounds are left out. */
  private static final double TOLERATED_OVERRUN = 1.15;

  private static final long SEED = 20_261_123;

  private final Checkpoint checkpoint;
  private final TorchModels models;
  private final int cores;
  private final List<ComputeType> types;
  private final List<Arrangement> arrangements;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<ComputeType, TorchTokenClassifier> ours = new LinkedHashMap<>();

  // What runs, and what it stands for in the report, in the same order.
  private final List<Contestant> contestants = new ArrayList<>();
  private final List<BenchModelReport.Entrant> entrants = new ArrayList<>();

  BenchModelContest(Checkpoint checkpoint, TorchModels models, int cores, List<ComputeType> types) {
    this.checkpoint = checkpoint;
    this.models = models;
    this.cores = cores;
    this.types = types;
    this.arrangements =
        models.device().equals("cpu")
            ? Arrangement.of(cores)
            : List.of(new Arrangement(1, cores)); // a GPU is shared by nobody
  }

  /** One peer's model in one form, using so many cores a batch. */
  private record LoadedPeer(String name, String graph, Arrangement arrangement, PeerModel model) {}

  /** Loads everybody. */
  void enter(List<BatchShape> shapes, List<Peer> peers) throws IOException {
    for (ComputeType type : types) {
      ours.put(type, opened(models.load(checkpoint, type)));
      TorchMatmul matmul = opened(models.matmul(type));
      for (Arrangement arrangement : arrangements) {
        add(
            BenchModelReport.Entrant.gemm(name(type), arrangement),
            torch(arrangement, matmul::run));
      }
    }
    List<LoadedPeer> loaded = load(peers);
    for (BatchShape shape : shapes) {
      enter(shape, loaded);
    }
  }

  private void enter(BatchShape shape, List<LoadedPeer> peers) {
    for (Arrangement arrangement : arrangements) {
      BatchShape piece = shape.piece(arrangement);
      TokenBatch batch = piece.fill(checkpoint.config().vocabSize(), SEED);
      double tokens = (double) piece.rows() * piece.length();
      ours.forEach(
          (type, classifier) ->
              add(
                  BenchModelReport.Entrant.forward(name(type), "", shape, arrangement),
                  torch(
                      arrangement,
                      () -> {
                        classifier.classify(batch);
                        return tokens;
                      })));
      for (LoadedPeer peer : peers) {
        if (peer.arrangement.equals(arrangement)) {
          add(
              BenchModelReport.Entrant.forward(peer.name, peer.graph, shape, arrangement),
              () -> {
                peer.model.logits(batch);
                return tokens;
              });
        }
      }
    }
  }

  /** Contestants, each for one shape. */
  int size() {
    return contestants.size();
  }

  int stretches() {
    return ROUNDS * size();
  }

  /** Measures. */
  BenchModelReport run(String version, double seconds, Runnable progress)
      throws InterruptedException {
    Duration stretch = Duration.ofNanos((long) (seconds * 1e9 * TIMED_SHARE / stretches()));
    Duration limit = Duration.ofNanos((long) (seconds * 1e9 * TOLERATED_OVERRUN));
    List<Speed> speeds = new Contest(contestants, ROUNDS, stretch, limit).run(progress);
    List<BenchModelReport.Measured> measured = new ArrayList<>();
    for (int i = 0; i < speeds.size(); i++) {
      measured.add(new BenchModelReport.Measured(entrants.get(i), speeds.get(i)));
    }
    return new BenchModelReport(
        version,
        models.device(),
        cores,
        measured,
        shape -> ModelFlops.perToken(checkpoint, shape.length()));
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IOException("could not be closed: " + each, e);
      }
    }
  }

  private List<LoadedPeer> load(List<Peer> peers) throws IOException {
    List<LoadedPeer> loaded = new ArrayList<>();
    if (peers.isEmpty()) {
      return loaded;
    }
    TokenBatch trial = trial();
    LabelProbabilities expected;
    try (TorchTokenClassifier exact = models.load(checkpoint, ComputeType.FP32)) {
      expected = exact.classify(trial);
    }
    for (Peer peer : peers) {
      for (String graph : peer.graphs()) {
        for (Arrangement arrangement : arrangements) {
          PeerModel model = opened(load(peer, graph, arrangement.threads()));
          Agreement agreement = Agreement.of(expected, model.logits(trial), trial);
          if (!peer.accepts(agreement)) {
            throw new CommandFailedException(
                "%s (%s) computes something else than this model, so its speed means nothing: %s"
                    .formatted(peer.name(), graph, agreement));
          }
          loaded.add(new LoadedPeer(peer.name(), graph, arrangement, model));
        }
      }
    }
    return loaded;
  }

  private PeerModel load(Peer peer, String graph, int threads) {
    try {
      return peer.load(checkpoint, graph, threads);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--peers: %s: %s".formatted(peer.name(), e.getMessage()), e);
    }
  }

  /** Rows of different lengths and both token types: a wrong mask or embedding must show. */
  private TokenBatch trial() {
    int length = Math.min(48, checkpoint.config().maxPositions());
    int rows = 4;
    Random random = new Random(SEED);
    int[] lengths = new int[rows];
    int[] ids = new int[rows * length];
    Arrays.setAll(lengths, row -> Math.max(1, length - row * length / rows));
    Arrays.setAll(
        ids,
        i ->
            InputToken.of(
                random.nextInt(checkpoint.config().vocabSize()),
                random.nextInt(checkpoint.config().tokenTypes())));
    return new TokenBatch(length, ids, lengths);
  }

  private void add(BenchModelReport.Entrant entrant, Work work) {
    entrants.add(entrant);
    contestants.add(new Contestant(entrant.toString(), entrant.arrangement(), work));
  }

  /** PyTorch keeps the number of threads for each thread that calls it. */
  private static Work torch(Arrangement arrangement, Work work) {
    return new Work() {
      @Override
      public void enter() {
        TorchEngine.useThreads(arrangement.threads());
      }

      @Override
      public double once() {
        return work.once();
      }
    };
  }

  private <T extends AutoCloseable> T opened(T model) {
    open.add(model);
    return model;
  }

  private static String name(ComputeType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
