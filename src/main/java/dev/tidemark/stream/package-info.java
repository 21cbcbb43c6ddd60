/**
 * The only package that imports Kafka Streams: reads texts from a topic, hands them to a {@link
 * dev.tidemark.inference.Tagger} that works in batches, and writes the results back exactly once
 * and in order.
 *
 * <p>Start with {@link dev.tidemark.stream.TaggingTopology}, then {@link
 * dev.tidemark.stream.TaggingProcessor} (what happens to a record) and {@link
 * dev.tidemark.stream.CommitBarrier} (why nothing is lost; docs/adr/0001-commit-barrier.md). {@link
 * dev.tidemark.stream.TaggingStreams} runs it, {@link dev.tidemark.stream.StreamSettings} are its
 * settings.
 *
 * <p>{@link dev.tidemark.stream.CorrectionsTopology} is the other one: what people correct becomes
 * examples to learn from ({@code CorrectionsTopologyTest}).
 *
 * <p>docs/guarantees.md says what it promises and does not, each with the test that proves it. Of
 * these, next to the code:
 *
 * <ul>
 *   <li>Committed offsets and results belong together: {@code CommitBarrierContractTest}.
 *   <li>A broken record stops nobody: {@code BrokenInputTest}.
 *   <li>A failing model costs time only, and a hopeless one ends with its cause: {@code
 *       RestartTest}.
 * </ul>
 *
 * <p>Instances that come, go and are killed, brokers that die, lines that are cut: package {@code
 * guarantee} of the tests.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.stream;
