/**
 * One encoder with two heads that learn together: masked words, and labels that must not be
 * forgotten meanwhile.
 *
 * <p>Start with {@link dev.tidemark.training.joint.JointCurriculum}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.joint;
