package dev.tidemark.app.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.UnknownVersionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The versions of a model store, as the command line and the HTTP server show them.
 *
 * @param manifests of those that can be read
 * @param damaged what is wrong with the others
 */
public record ModelListing(List<Manifest> manifests, List<String> damaged) {

  /** One that is damaged does not hide the others. */
  public static ModelListing of(ModelStore store) {
    List<Manifest> manifests = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (ModelVersion version : store.versions()) {
      try {
        manifests.add(store.manifest(version));
      } catch (CorruptVersionException e) {
        damaged.add(String.valueOf(e.getMessage()));
      } catch (UnknownVersionException e) {
        // Deleted since it was listed.
      }
    }
    return new ModelListing(manifests, damaged);
  }

  /**
   * All of it.
   *
   * @param live what each alias points to
   */
  public ObjectNode json(Map<String, String> live) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    ObjectNode aliases = node.putObject("live");
    live.forEach(aliases::put);
    ArrayNode versions = node.putArray("versions");
    manifests.forEach(manifest -> describe(versions.addObject(), manifest));
    return node;
  }

  /** Adds what a manifest says of its version. */
  static void describe(ObjectNode to, Manifest manifest) {
    ModelVersion parent = manifest.parent();
    to.put("version", manifest.version().toString());
    to.put("parent", parent == null ? null : parent.toString());
    to.put("created", manifest.created().toString());
    to.set("metrics", manifest.metrics());
    to.set("gate", manifest.gate());
  }

  /** All that a manifest says. */
  public static ObjectNode json(Manifest manifest) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    describeWhole(node, manifest);
    return node;
  }

  /** Adds what a version was made of, too. */
  static void describeWhole(ObjectNode to, Manifest manifest) {
    describe(to, manifest);
    to.set("data", Json.MAPPER.valueToTree(manifest.data()));
    to.set("settings", Json.MAPPER.valueToTree(manifest.settings()));
  }
}
