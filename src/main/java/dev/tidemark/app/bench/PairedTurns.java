package dev.tidemark.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.bench.Speed;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens/s without something and with it, by turns, because a shared machine is now fast and now
 * slow.
 */
final class PairedTurns {

  private final List<Double> without = new ArrayList<>();
  private final List<Double> with = new ArrayList<>();
  private final List<Double> shares = new ArrayList<>();

  void add(double turnWithout, double turnWith) {
    without.add(turnWithout);
    with.add(turnWith);
    shares.add(turnWith / turnWithout);
  }

  boolean isEmpty() {
    return shares.isEmpty();
  }

  double without() {
    return Speed.median(without);
  }

  double with() {
    return Speed.median(with);
  }

  /** Of the second in the first. */
  double share() {
    return Speed.median(shares);
  }

  /** That of each round, for people. */
  List<String> rounds() {
    return shares.stream().map("%.3f"::formatted).toList();
  }

  /**
   * @param what it is that they were with
   */
  void addTo(ObjectNode node, String what) {
    node.put("share_of_throughput", share())
        .put("tokens_per_second", without())
        .put("tokens_per_second_" + what, with());
    node.set("rounds_share", Json.MAPPER.valueToTree(shares));
  }
}
