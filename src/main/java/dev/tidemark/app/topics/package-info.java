/**
 * The topics of a setup: which there must be ({@link dev.tidemark.app.topics.TopicPlan}), what
 * there is of them, and the commands that make them. Start at {@link
 * dev.tidemark.app.topics.TopicsCommand}.
 */
@NullMarked
package dev.tidemark.app.topics;

import org.jspecify.annotations.NullMarked;
