package dev.tidemark.training.joint;

import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.masking.MaskedBatch;

/** What one step learns from: hidden words, and labelled ones so that labels are not forgotten. */
public record JointBatch(MaskedBatch words, LabelledBatch tags) {}
