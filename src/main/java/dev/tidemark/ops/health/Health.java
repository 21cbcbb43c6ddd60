package dev.tidemark.ops.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whether the process is alive and ready. A process that is not <em>alive</em> will not mend by
 * itself and should be started again; one that is not <em>ready</em> may be so later, or elsewhere.
 *
 * <p>Threading notes: any thread may ask; each time anew, and at no great cost.
 */
public final class Health {

  /** What is asked. */
  public enum Probe {
    LIVE,
    READY;

    /** As paths and labels spell it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The answer.
   *
   * @param ok whether all checks are
   * @param checks what each found, in the order in which they were added
   */
  public record Report(boolean ok, Map<String, Verdict> checks) {}

  private record Check(String name, Supplier<Verdict> look) {}

  private final List<Check> live = new CopyOnWriteArrayList<>();
  private final List<Check> ready = new CopyOnWriteArrayList<>();

  /** From now on this counts, too. */
  public void add(Probe probe, String name, Supplier<Verdict> look) {
    checks(probe).add(new Check(name, look));
  }

  /**
   * As it is now. A check that fails to answer is not well, and a process of which nothing is known
   * yet is not ready.
   */
  public Report report(Probe probe) {
    Map<String, Verdict> found = new LinkedHashMap<>();
    boolean ok = probe == Probe.LIVE || !checks(probe).isEmpty();
    for (Check check : checks(probe)) {
      Verdict verdict;
      try {
        verdict = check.look().get();
      } catch (RuntimeException e) {
        verdict = Verdict.bad("the check failed: " + e.getMessage());
      }
      found.put(check.name(), verdict);
      ok &= verdict.ok();
    }
    return new Report(ok, found);
  }

  private List<Check> checks(Probe probe) {
    return switch (probe) {
      case LIVE -> live;
      case READY -> ready;
    };
  }
}
