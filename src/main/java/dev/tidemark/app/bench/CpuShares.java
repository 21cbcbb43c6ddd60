package dev.tidemark.app.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Which part of this process used the processor, by the names of its threads. */
final class CpuShares {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<Long, Long> before = new LinkedHashMap<>();
  private final long processBefore = processNanos();

  /** Starts to count. */
  CpuShares() {
    for (long id : THREADS.getAllThreadIds()) {
      before.put(id, THREADS.getThreadCpuTime(id));
    }
  }

  /**
   * Seconds of processor time since the start: the model's workers, stream threads (tokenising,
   * JSON), the broker in this process, the measuring itself, and the JVM (compiler, garbage
   * collector) with threads that have ended since.
   */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (String group : new String[] {"model", "stream", "kafka_clients", "broker", "bench"}) {
      seconds.put(group, 0.0);
    }
    double known = 0;
    for (long id : THREADS.getAllThreadIds()) {
      var info = THREADS.getThreadInfo(id);
      double used = (THREADS.getThreadCpuTime(id) - before.getOrDefault(id, 0L)) / 1e9;
      if (info != null && used > 0) {
        seconds.merge(group(info.getThreadName()), used, Double::sum);
        known += used;
      }
    }
    seconds.put("jvm", Math.max(0, (processNanos() - processBefore) / 1e9 - known));
    return seconds;
  }

  private static String group(String thread) {
    String name = thread.toLowerCase(Locale.ROOT);
    if (name.startsWith("model")) {
      return "model";
    }
    if (name.contains("streamthread")) {
      // A thread's producer and heartbeat have threads of their own, named after it.
      return name.startsWith("kafka-") ? "kafka_clients" : "stream";
    }
    if (name.startsWith("main") || name.startsWith("bench") || name.startsWith("pool")) {
      return "bench";
    }
    return "broker";
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
