package dev.tidemark.app.bench;

import static java.util.Comparator.comparingDouble;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Report;
import dev.tidemark.bench.Arrangement;
import dev.tidemark.bench.BatchShape;
import dev.tidemark.bench.Speed;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench model} found. Of each engine the fastest arrangement and form counts.
 *
 * @param model its version
 * @param cores that were shared out
 * @param measured in the order in which it ran
 * @param flopsPerToken of a forward pass on such a batch
 */
record BenchModelReport(
    String model,
    String device,
    int cores,
    List<Measured> measured,
    ToDoubleFunction<BatchShape> flopsPerToken)
    implements Report {

  private static final double GIGA = 1e9;

  /** Our number formats; every other engine is a peer. */
  private static final Set<String> OURS = Set.of("fp32", "bf16", "fp16");

  /**
   * Who was measured at what.
   *
   * @param engine our number format, or the peer's name
   * @param graph form in which a peer was given the model; empty for ours
   * @param shape of the batch; null for matrix products
   */
  record Entrant(String engine, String graph, @Nullable BatchShape shape, Arrangement arrangement) {

    static Entrant gemm(String type, Arrangement arrangement) {
      return new Entrant(type, "", null, arrangement);
    }

    static Entrant forward(String engine, String graph, BatchShape shape, Arrangement arrangement) {
      return new Entrant(engine, graph, shape, arrangement);
    }
  }

  /**
   * @param speed in tokens per second, or for matrix products operations per second
   */
  record Measured(Entrant entrant, Speed speed) {

    double median() {
      return speed.median();
    }
  }

  @Override
  public ObjectNode json() {
    Measured headline = headline();
    ObjectNode json = Json.MAPPER.createObjectNode().put("model", model).put("device", device);
    json.put("cores", cores).put("dtype", headline.entrant.engine);
    json.put("rounds", headline.speed.rounds());
    ObjectNode gemm = json.putObject("gemm_gflops");
    for (String type : engines()) {
      if (OURS.contains(type)) {
        gemm.put(type, round(peak(type) / GIGA));
      }
    }
    BatchShape shape = shapeOf(headline);
    json.put("shape", shape.toString())
        .put("forward_tokens_per_second", round(headline.median()))
        .put("share_of_gemm_peak", share(headline));
    ArrayNode shapes = json.putArray("shapes");
    for (BatchShape each : shapes()) {
      describe(shapes.addObject(), each);
    }
    if (engines().stream().anyMatch(engine -> !OURS.contains(engine))) {
      ObjectNode peers = json.putObject("peers");
      for (String engine : engines()) {
        if (!OURS.contains(engine)) {
          describe(peers.putObject(engine), fastest(engine, shape));
        }
      }
    }
    return json;
  }

  private void describe(ObjectNode to, BatchShape shape) {
    to.put("shape", shape.toString());
    ObjectNode engines = to.putObject("engines");
    ObjectNode ratios = Json.MAPPER.createObjectNode();
    ObjectNode bestRatios = Json.MAPPER.createObjectNode();
    for (String engine : engines()) {
      Measured fastest = fastest(engine, shape);
      ObjectNode node = describe(engines.putObject(engine), fastest);
      if (OURS.contains(engine)) {
        node.put("share_of_gemm_peak", share(fastest));
        for (String peer : engines()) {
          if (!OURS.contains(peer)) {
            String name = engine + "_to_" + peer;
            ratios.put(name, ratio(fastest.median(), fastest(peer, shape).median()));
            bestRatios.put(name, ratio(best(engine, shape), best(peer, shape)));
          }
        }
      }
    }
    if (!ratios.isEmpty()) {
      to.set("ratios", ratios);
      to.set("ratios_of_best_rounds", bestRatios);
    }
  }

  private ObjectNode describe(ObjectNode to, Measured fastest) {
    to.put("tokens_per_second", round(fastest.median()))
        .put("best_tokens_per_second", round(fastest.speed.best()))
        .put("callers", fastest.entrant.arrangement.callers())
        .put("threads", fastest.entrant.arrangement.threads());
    ArrayNode all = to.putArray("arrangements");
    for (Measured each : of(fastest.entrant.engine, fastest.entrant.shape)) {
      ObjectNode node = all.addObject();
      if (!each.entrant.graph.isEmpty()) {
        node.put("graph", each.entrant.graph);
      }
      node.put("callers", each.entrant.arrangement.callers())
          .put("threads", each.entrant.arrangement.threads())
          .put("tokens_per_second", round(each.median()));
    }
    return to;
  }

  @Override
  public void print(PrintStream out) {
    Measured headline = headline();
    out.printf(
        Locale.ROOT,
        "%s on %s, %d cores; median and best of %d rounds%n",
        model,
        device,
        cores,
        headline.speed.rounds());
    for (String type : engines()) {
      if (OURS.contains(type)) {
        out.printf(Locale.ROOT, "matrix products in %s: %.0f GFLOP/s%n", type, peak(type) / GIGA);
      }
    }
    out.printf(
        "%n%-8s %-18s %-10s %9s %10s %10s %7s%n",
        "batch", "engine", "graph", "callers", "tokens/s", "best", "peak");
    for (BatchShape shape : shapes()) {
      for (String engine : engines()) {
        for (Measured each : of(engine, shape)) {
          boolean counts = each.equals(fastest(engine, shape));
          out.printf(
              Locale.ROOT,
              "%-8s %-18s %-10s %9s %10.0f %10.0f %7s%s%n",
              shape,
              engine,
              each.entrant.graph,
              each.entrant.arrangement,
              each.median(),
              each.speed.best(),
              OURS.contains(engine) ? "%.0f %%".formatted(100 * share(each)) : "",
              counts ? " *" : "");
        }
      }
    }
    printRatios(out);
    out.printf(
        Locale.ROOT,
        "%n%s: %.0f tokens/s at %s, %.0f %% of what matrix products reach%n",
        headline.entrant.engine,
        headline.median(),
        shapeOf(headline),
        100 * share(headline));
  }

  private void printRatios(PrintStream out) {
    for (BatchShape shape : shapes()) {
      ObjectNode node = Json.MAPPER.createObjectNode();
      describe(node, shape);
      node.path("ratios")
          .properties()
          .forEach(
              each ->
                  out.printf(
                      Locale.ROOT,
                      "%n%s: %s %.2fx (of best rounds %.2fx)",
                      shape,
                      each.getKey().replace('_', ' '),
                      each.getValue().asDouble(),
                      node.path("ratios_of_best_rounds").path(each.getKey()).asDouble()));
    }
    out.println();
  }

  /** Our fastest number format, where it is fastest. */
  private Measured headline() {
    return measured.stream()
        .filter(each -> each.entrant.shape != null && OURS.contains(each.entrant.engine))
        .max(comparingDouble(Measured::median))
        .orElseThrow();
  }

  private double share(Measured forward) {
    double flops = flopsPerToken.applyAsDouble(shapeOf(forward)) * forward.median();
    return ratio(flops, peak(forward.entrant.engine));
  }

  private double peak(String type) {
    return fastest(type, null).median();
  }

  private Measured fastest(String engine, @Nullable BatchShape shape) {
    return of(engine, shape).stream().max(comparingDouble(Measured::median)).orElseThrow();
  }

  /** In the one round, of all arrangements, in which the machine had least else to do. */
  private double best(String engine, BatchShape shape) {
    return of(engine, shape).stream().mapToDouble(each -> each.speed.best()).max().orElseThrow();
  }

  private List<Measured> of(String engine, @Nullable BatchShape shape) {
    return measured.stream()
        .filter(
            each -> each.entrant.engine.equals(engine) && Objects.equals(each.entrant.shape, shape))
        .toList();
  }

  private Set<String> engines() {
    Set<String> engines = new LinkedHashSet<>();
    measured.forEach(each -> engines.add(each.entrant.engine));
    return engines;
  }

  private Set<BatchShape> shapes() {
    Set<BatchShape> shapes = new LinkedHashSet<>();
    for (Measured each : measured) {
      if (each.entrant.shape != null) {
        shapes.add(each.entrant.shape);
      }
    }
    return shapes;
  }

  private static BatchShape shapeOf(Measured forward) {
    BatchShape shape = forward.entrant.shape;
    if (shape == null) {
      throw new IllegalArgumentException("matrix products have no batch");
    }
    return shape;
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static double ratio(double part, double whole) {
    return Math.round(part / whole * 10_000) / 10_000.0;
  }
}
