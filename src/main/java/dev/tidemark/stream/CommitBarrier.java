package dev.tidemark.stream;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Lets a processor finish what it holds back before Kafka Streams commits: without it, records that
 * wait for their batch count as consumed as soon as {@code process()} returns, and are lost.
 *
 * <p>To Kafka Streams this is a state store, one that holds no data. It is here for {@link
 * #flushCache()} alone: the only code of ours that runs after the last {@code process()} and before
 * the producer is flushed and the offsets are gathered. {@code StateStore.flush()} and {@code
 * commit()} run too late (records forwarded there belong to no transaction), a punctuator whenever
 * it likes. docs/adr/0001-commit-barrier.md has what was tried.
 *
 * <p>{@code CachedStateStore} and the contexts are internals of Kafka Streams, and this is the only
 * class that touches them. {@code CommitBarrierContractTest} fails on a version of Kafka that no
 * longer calls the hook; do not upgrade without it.
 *
 * <p>Threading notes: belongs to one task, used by the stream thread that runs the task.
 */
final class CommitBarrier implements StateStore, CachedStateStore<Object, Object> {

  /** Where a record came from, so that it can be forwarded later in its own name. */
  record Origin(ProcessorRecordContext context) {

    String topic() {
      return context.topic();
    }

    int partition() {
      return context.partition();
    }

    long offset() {
      return context.offset();
    }

    SourceOffset source() {
      return new SourceOffset(topic(), partition(), offset());
    }
  }

  private record Attachment(
      InternalProcessorContext<?, ?> context, ProcessorNode<?, ?, ?, ?> node, Runnable drain) {}

  private final String name;
  private boolean open;
  private @Nullable Attachment attachment;

  private CommitBarrier(String name) {
    this.name = name;
  }

  /** Makes one barrier per task. */
  static StoreBuilder<CommitBarrier> builder(String name) {
    return new Builder(name);
  }

  /**
   * To be called from {@code Processor.init}, which a revived task calls again.
   *
   * @param drain run before each commit; must forward everything the processor holds back, or throw
   */
  void attach(ProcessorContext<?, ?> context, Runnable drain) {
    InternalProcessorContext<?, ?> internal = (InternalProcessorContext<?, ?>) context;
    attachment = new Attachment(internal, internal.currentNode(), drain);
  }

  /** The origin of the record that is being processed. */
  Origin origin() {
    return new Origin(attached().context().recordContext());
  }

  /**
   * Forwards to a child in the name of a record that was processed earlier. May be called from
   * {@code process()}, a punctuator or the drain; the current node, which is unset in the drain,
   * and the record context are put back afterwards.
   */
  <K, V> void forward(
      ProcessorContext<K, V> context, Origin origin, Record<K, V> record, String child) {
    InternalProcessorContext<?, ?> internal = attached().context();
    ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
    ProcessorRecordContext recordContext = internal.recordContext();
    internal.setCurrentNode(attached().node());
    internal.setRecordContext(origin.context());
    try {
      context.forward(record, child);
    } finally {
      internal.setRecordContext(recordContext);
      internal.setCurrentNode(node);
    }
  }

  private Attachment attached() {
    if (attachment == null) {
      throw new IllegalStateException("no processor is attached to the commit barrier");
    }
    return attachment;
  }

  /** The hook. What it throws fails the commit. */
  @Override
  public void flushCache() {
    if (attachment != null) {
      attachment.drain().run();
    }
  }

  @Override
  public void clearCache() {
    // A task that becomes a standby was suspended, hence drained, before.
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    open = false;
    attachment = null;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  /** There are none to manage; saying so keeps Kafka Streams from writing checkpoints for us. */
  @Override
  @SuppressWarnings("deprecation") // deprecated for those who ask; to answer is still needed
  public boolean managesOffsets() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** No caching, no changelog, and no wrapper that would hide the hook. */
  private record Builder(String name) implements StoreBuilder<CommitBarrier> {

    @Override
    public CommitBarrier build() {
      return new CommitBarrier(name);
    }

    @Override
    public StoreBuilder<CommitBarrier> withCachingEnabled() {
      throw new UnsupportedOperationException("a commit barrier holds nothing to cache");
    }

    @Override
    public StoreBuilder<CommitBarrier> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitBarrier> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("a commit barrier holds nothing to log");
    }

    @Override
    public StoreBuilder<CommitBarrier> withLoggingDisabled() {
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
