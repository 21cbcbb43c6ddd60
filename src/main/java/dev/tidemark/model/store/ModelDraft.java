package dev.tidemark.model.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to become a version: a Hugging Face folder and what is known of it.
 *
 * @param folder with {@code config.json} and weights in safetensors; must not change meanwhile
 * @param parent see {@link Manifest}, as the rest
 */
public record ModelDraft(
    Path folder,
    @Nullable ModelVersion parent,
    Map<String, String> data,
    Map<String, String> settings,
    ObjectNode metrics,
    @Nullable ObjectNode gate) {

  public ModelDraft {
    data = Map.copyOf(data);
    settings = Map.copyOf(settings);
    metrics = metrics.deepCopy();
    gate = gate == null ? null : gate.deepCopy();
  }

  /** A folder of which nothing is known. */
  public static ModelDraft of(Path folder, @Nullable ModelVersion parent) {
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    return new ModelDraft(folder, parent, Map.of(), Map.of(), nothing, null);
  }
}
