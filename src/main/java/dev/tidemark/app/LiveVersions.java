package dev.tidemark.app;

import dev.tidemark.model.store.ModelVersion;
import java.util.Map;

/**
 * Which version each alias points to. The store does not know: it stands on {@code model-events}.
 */
interface LiveVersions {

  /** Nobody was asked. */
  LiveVersions UNKNOWN = Map::of;

  Map<String, ModelVersion> byAlias();
}
