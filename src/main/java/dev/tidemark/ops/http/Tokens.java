package dev.tidemark.ops.http;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bearer tokens: any number a role, each of a person or of nobody in particular. They may
 * change while the server runs; which roles there are tokens for does not, so that what needed a
 * token needs one when the last has been withdrawn.
 *
 * <p>Threading notes: any number of threads.
 */
public final class Tokens {

  private final Set<Role> roles;
  private final InstantSource clock;
  private volatile List<Bearer> bearers;
  private volatile Runnable withdrawal = () -> {};

  /** As they were set, by the clock of the machine. */
  public Tokens(List<Bearer> bearers) {
    this(bearers, InstantSource.system());
  }

  /**
   * As they were set.
   *
   * @param clock by which they end
   * @throws IllegalArgumentException when two are the same: it would have to be guessed who asks
   */
  public Tokens(List<Bearer> bearers, InstantSource clock) {
    this.clock = clock;
    this.bearers = different(bearers);
    this.roles =
        bearers.stream()
            .map(Bearer::role)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** Nobody has one: nothing can be written. */
  public static Tokens none() {
    return new Tokens(List.of());
  }

  private static List<Bearer> different(List<Bearer> bearers) {
    Set<String> seen = new HashSet<>();
    if (!bearers.stream().allMatch(bearer -> seen.add(bearer.sha256()))) {
      throw new IllegalArgumentException(
          "two roles or persons have the same token; each needs its own");
    }
    return List.copyOf(bearers);
  }

  /**
   * From now on these are valid and no others. Those for a role that had none at first change
   * nothing about who may do without.
   */
  public void replace(List<Bearer> others) {
    List<Bearer> before = bearers;
    bearers = different(others);
    if (!others.containsAll(before)) {
      withdrawal.run();
    }
  }

  /** The last day of some has passed: who is connected by one must show another. */
  public void haveEnded() {
    withdrawal.run();
  }

  /** By which they end. */
  public InstantSource clock() {
    return clock;
  }

  /** What to do when somebody's token is valid no more, who may be connected still. */
  void onWithdrawal(Runnable action) {
    withdrawal = action;
  }

  /** Whether somebody can come to have this role by a token. */
  public boolean grants(Role role) {
    return roles.stream().anyMatch(r -> r.all().contains(role));
  }

  /** Whether a token was set for this very role. */
  boolean hasOwn(Role role) {
    return roles.contains(role);
  }

  /** Whose token this is, whether it has ended or not; empty where nobody knows it. */
  Optional<Bearer> bearerOf(String token) {
    String hash = Bearer.hash(token);
    Bearer found = null;
    // All are compared, whichever fits: the time it takes says nothing.
    for (Bearer bearer : bearers) {
      if (bearer.has(hash)) {
        found = bearer;
      }
    }
    return Optional.ofNullable(found);
  }

  /** How many for which role. */
  @Override
  public String toString() {
    List<Bearer> now = bearers;
    return roles.isEmpty()
        ? "no tokens"
        : "tokens: "
            + roles.stream()
                .map(
                    role ->
                        "%d to %s"
                            .formatted(
                                now.stream().filter(bearer -> bearer.role() == role).count(),
                                role.label()))
                .collect(Collectors.joining(", "));
  }
}
