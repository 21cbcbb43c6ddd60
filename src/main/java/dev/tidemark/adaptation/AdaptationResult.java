package dev.tidemark.adaptation;

import dev.tidemark.model.checkpoint.Checkpoint;

/**
 * What a run came to.
 *
 * @param candidate the adapted model, whether promoted or not
 */
public record AdaptationResult(Checkpoint candidate, GateReport report) {}
