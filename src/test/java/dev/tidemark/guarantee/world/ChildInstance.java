package dev.tidemark.guarantee.world;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An instance in a JVM of its own, so that it can be killed and its memory measured. */
public final class ChildInstance implements Worker {

  private static final Pattern GAUGE = Pattern.compile("rebalances=(\\d+) received=(\\d+)");

  private final ChildJvm jvm;

  private ChildInstance(ChildJvm jvm) {
    this.jvm = jvm;
  }

  public static ChildInstance start(InstancePlan plan, List<String> jvmOptions) {
    List<String> options = new ArrayList<>(jvmOptions);
    return new ChildInstance(
        ChildJvm.start(options, ChildInstance.class.getName(), plan.arguments()));
  }

  /** What the child says of itself each second; the last number it gave, or zero. */
  public record Gauge(long rebalances, long received) {}

  public Gauge gauge() {
    List<MatchResult> all = GAUGE.matcher(jvm.log()).results().toList();
    if (all.isEmpty()) {
      return new Gauge(0, 0);
    }
    MatchResult last = all.get(all.size() - 1);
    return new Gauge(Long.parseLong(last.group(1)), Long.parseLong(last.group(2)));
  }

  public long pid() {
    return jvm.pid();
  }

  /** SIGKILL: no shutdown hook, no last commit, no goodbye to the group. */
  public void kill() {
    jvm.kill();
  }

  @Override
  public void assertWorks() {
    jvm.assertAlive();
  }

  @Override
  public void close() {
    jvm.close();
  }

  /** The child: runs an instance until it is killed. */
  public static void main(String[] arguments) {
    Instance instance = Instance.start(InstancePlan.parse(arguments));
    ScheduledExecutorService gauge =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "gauge");
              thread.setDaemon(true);
              return thread;
            });
    Object ignored =
        gauge.scheduleAtFixedRate(
            () ->
                System.out.printf(
                    "rebalances=%d received=%d%n",
                    instance.rebalances(), instance.counts().received.get()),
            1,
            1,
            TimeUnit.SECONDS);
    instance.streams().ended().join();
  }
}
