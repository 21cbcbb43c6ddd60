package dev.tidemark.ops.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The process, its JVM and its memory. Most of it comes from Micrometer under the names that
 * dashboards for Java know; what appears only on some machines or after rare events is left out, so
 * that a dashboard can rely on each.
 */
final class ProcessMeters implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");

  static final Figure BUILD =
      Figure.info("tidemark.build", "The version of Tidemark that runs.", "version");

  static final Figure RESIDENT =
      Figure.gauge(
          "process.resident.memory.bytes",
          "bytes",
          "Memory of the process that is in RAM: Java's heap and the native memory of the model;"
              + " NaN where /proc is missing.");

  static final Figure CPU_TIME =
      Figure.counter("process.cpu.seconds", "seconds", "Processor time of this process.");

  static final Figure CPUS = Figure.gauge("system.cpus", "cores", "Cores this process may use.");

  /** Rare ones, and two whose names Prometheus' guide forbids: ours stand in for them. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "jvm.gc.concurrent.phase.time",
          "jvm.gc.overhead",
          "process.cpu.time",
          "system.cpu.count");

  /** Mostly by Micrometer; declared here for the documentation. */
  static final List<Figure> FIGURES =
      List.of(
          BUILD,
          RESIDENT,
          Figure.gauge(
              "jvm.memory.used.bytes", "bytes", "Memory in use, by pool of the JVM.", "area", "id"),
          Figure.gauge(
              "jvm.memory.committed.bytes", "bytes", "Memory the JVM has taken.", "area", "id"),
          Figure.gauge(
              "jvm.memory.max.bytes",
              "bytes",
              "Memory the JVM may take; -1 for no limit.",
              "area",
              "id"),
          Figure.gauge("jvm.buffer.count.buffers", "buffers", "Buffers of NIO, by pool.", "id"),
          Figure.gauge("jvm.buffer.memory.used.bytes", "bytes", "Memory they use.", "id"),
          Figure.gauge("jvm.buffer.total.capacity.bytes", "bytes", "What they can hold.", "id"),
          new Figure(
              "jvm.gc.pause",
              Figure.Kind.SUMMARY,
              "seconds",
              List.of("action", "cause", "gc"),
              "Pauses of garbage collection; absent before the first."),
          Figure.counter(
              "jvm.gc.memory.allocated.bytes", "bytes", "Growth of the young generation."),
          Figure.counter("jvm.gc.memory.promoted.bytes", "bytes", "Growth of the old generation."),
          Figure.gauge("jvm.gc.live.data.size.bytes", "bytes", "Old generation after a full one."),
          Figure.gauge("jvm.gc.max.data.size.bytes", "bytes", "Most the old generation may hold."),
          Figure.gauge("jvm.threads.live.threads", "threads", "Threads, daemons included."),
          Figure.gauge("jvm.threads.daemon.threads", "threads", "Daemon threads."),
          Figure.gauge("jvm.threads.peak.threads", "threads", "Most threads there were."),
          Figure.counter("jvm.threads.started.threads", "threads", "Threads ever started."),
          Figure.gauge("jvm.threads.states.threads", "threads", "Threads by state.", "state"),
          CPUS,
          Figure.gauge("system.cpu.usage", "share", "Use of all the machine's cores."),
          Figure.gauge("process.cpu.usage", "share", "Use of them by this process."),
          CPU_TIME,
          Figure.gauge("system.load.average.1m", "threads", "Running and waiting threads."),
          Figure.gauge("process.uptime.seconds", "seconds", "Since the JVM started."),
          Figure.gauge("process.start.time.seconds", "Unix time", "When the JVM started."),
          Figure.gauge("process.files.open.files", "files", "Open files and sockets."),
          Figure.gauge("process.files.max.files", "files", "Most that may be open."));

  private final JvmGcMetrics gc;

  private ProcessMeters(JvmGcMetrics gc) {
    this.gc = gc;
  }

  static ProcessMeters bind(Metrics metrics, MeterRegistry registry, String version) {
    registry.config().meterFilter(MeterFilter.deny(id -> LEFT_OUT.contains(id.getName())));
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    metrics.info(BUILD, () -> List.of(List.of(version)));
    metrics.gauge(RESIDENT, ProcessMeters::residentBytes);
    metrics.gauge(CPUS, Runtime.getRuntime()::availableProcessors);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      metrics.counter(CPU_TIME, () -> system.getProcessCpuTime() / 1e9);
    }
    return new ProcessMeters(gc);
  }

  static double residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // Not a Linux: said in the metric's meaning.
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    gc.close();
  }
}
