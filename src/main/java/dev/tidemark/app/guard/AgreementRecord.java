package dev.tidemark.app.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.PairedAnswer;
import dev.tidemark.training.metrics.EntityCounts;
import dev.tidemark.training.metrics.TypeScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record {@code agreement/ALIAS} on {@code model-events}: how far each version agreed with the
 * people who corrected it.
 *
 * @param models by version, the last one heard of last; the oldest are dropped
 * @param unmeasured corrections of versions that could not be asked
 * @param positions the next offset of each partition of {@code examples}
 * @param trial of the live model, where it is on one
 */
public record AgreementRecord(
    Map<String, AgreementCounts> models,
    int unmeasured,
    Map<Integer, Long> positions,
    @Nullable Trial trial) {

  static final AgreementRecord EMPTY = new AgreementRecord(Map.of(), 0, Map.of(), null);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_MODELS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(AgreementRecord.class);

  /**
   * The live model beside the one before.
   *
   * @param pairs one for each correction since the promotion
   */
  record Trial(String live, String former, List<PairedAnswer> pairs) {

    /** More would only make the record large: by then it is clear that the promotion stays. */
    private static final int MOST = 500;

    Trial {
      pairs = List.copyOf(pairs.subList(Math.max(0, pairs.size() - MOST), pairs.size()));
    }

    Trial plus(List<PairedAnswer> more) {
      List<PairedAnswer> all = new ArrayList<>(pairs);
      all.addAll(more);
      return new Trial(live, former, all);
    }
  }

  public AgreementRecord {
    Map<String, AgreementCounts> last = new LinkedHashMap<>(models);
    while (last.size() > MOST_MODELS) {
      last.remove(last.keySet().iterator().next());
    }
    models = Collections.unmodifiableMap(last);
    positions = Collections.unmodifiableMap(new TreeMap<>(positions));
  }

  /** What somebody wrote; nothing where nobody has, or where it cannot be read, which is logged. */
  public static AgreementRecord parse(byte @Nullable [] value) {
    if (value == null) {
      return EMPTY;
    }
    try {
      JsonNode node = JSON.readTree(value);
      Map<String, AgreementCounts> models = new LinkedHashMap<>();
      node.path("models").properties().forEach(e -> models.put(e.getKey(), counts(e.getValue())));
      Map<Integer, Long> positions = new TreeMap<>();
      node.path("positions")
          .properties()
          .forEach(e -> positions.put(Integer.valueOf(e.getKey()), e.getValue().asLong()));
      JsonNode trial = node.path("trial");
      return new AgreementRecord(
          models,
          node.path("unmeasured").asInt(),
          positions,
          trial.isObject() ? trial(trial) : null);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "what was known of agreement cannot be read ({}); it is counted anew", e.getMessage());
      return EMPTY;
    }
  }

  /**
   * As JSON.
   *
   * @param verdict on the trial, for people
   */
  ObjectNode json(@Nullable String verdict) {
    ObjectNode node = JSON.createObjectNode().put("event", "agreement");
    ObjectNode versions = node.putObject("models");
    models.forEach((version, counts) -> versions.set(version, json(counts)));
    node.put("unmeasured", unmeasured);
    ObjectNode offsets = node.putObject("positions");
    positions.forEach((partition, offset) -> offsets.put(partition.toString(), offset));
    if (trial != null) {
      ObjectNode its =
          node.putObject("trial")
              .put("model", trial.live)
              .put("former", trial.former)
              .put("corrections", trial.pairs.size())
              .put("verdict", verdict);
      ArrayNode pairs = its.putArray("pairs");
      for (PairedAnswer pair : trial.pairs) {
        ArrayNode six = pairs.addArray();
        put(six, pair.live());
        put(six, pair.former());
      }
    }
    return node;
  }

  /** Where {@code model-events} keeps it. */
  public static String key(String alias) {
    return "agreement/" + alias;
  }

  /** One version as JSON. */
  public static ObjectNode json(AgreementCounts counts) {
    TypeScore all = counts.total().score();
    ObjectNode node =
        JSON.createObjectNode()
            .put("corrections", counts.texts())
            .put("kept", counts.kept())
            .put("changed", counts.changed())
            .put("removed", counts.removed())
            .put("added", counts.added())
            .put("precision", all.precision())
            .put("recall", all.recall())
            .put("f1", all.f1());
    ObjectNode types = node.putObject("types");
    counts
        .types()
        .forEach(
            (type, its) ->
                types
                    .putObject(type)
                    .put("correct", its.correct())
                    .put("predicted", its.predicted())
                    .put("actual", its.actual())
                    .put("f1", its.f1()));
    return node;
  }

  private static AgreementCounts counts(JsonNode node) {
    Map<String, EntityCounts> types = new TreeMap<>();
    node.path("types")
        .properties()
        .forEach(
            e ->
                types.put(
                    e.getKey(),
                    new EntityCounts(
                        e.getValue().path("correct").asLong(),
                        e.getValue().path("predicted").asLong(),
                        e.getValue().path("actual").asLong())));
    return new AgreementCounts(
        node.path("corrections").asInt(),
        node.path("kept").asInt(),
        node.path("changed").asInt(),
        node.path("removed").asInt(),
        node.path("added").asInt(),
        types);
  }

  private static Trial trial(JsonNode node) {
    List<PairedAnswer> pairs = new ArrayList<>();
    node.path("pairs").forEach(six -> pairs.add(new PairedAnswer(triple(six, 0), triple(six, 3))));
    return new Trial(node.path("model").asText(), node.path("former").asText(), pairs);
  }

  private static void put(ArrayNode to, EntityCounts counts) {
    to.add(counts.correct()).add(counts.predicted()).add(counts.actual());
  }

  private static EntityCounts triple(JsonNode six, int from) {
    return new EntityCounts(
        six.path(from).asLong(), six.path(from + 1).asLong(), six.path(from + 2).asLong());
  }
}
