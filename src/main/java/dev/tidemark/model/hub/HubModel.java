package dev.tidemark.model.hub;

import java.util.regex.Pattern;

/**
 * A model on the Hub, by name. Its parts become parts of paths and of addresses, so they are
 * checked here, once: none of them leads out of the cache folder.
 *
 * @param owner user or organisation
 * @param name of the repository
 * @param revision branch, tag, or commit hash
 */
public record HubModel(String owner, String name, String revision) {

  static final String SCHEME = "hf://";
  static final String DEFAULT_REVISION = "main";

  /**
   * The Hub's own rule for names. It forbids two dashes in a row, which is what keeps the cache's
   * folders {@code models--OWNER--NAME} apart.
   */
  private static final Pattern PART =
      Pattern.compile("(?!.*(--|\\.\\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");

  private static final Pattern REVISION =
      Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9_][A-Za-z0-9._+-]*(/[A-Za-z0-9_][A-Za-z0-9._+-]*)*");

  private static final int LONGEST_REVISION = 200;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  public HubModel {
    if (!PART.matcher(owner).matches() || !PART.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s/%s' is no name of a model on the Hub: owner and name hold letters, digits, '_', and"
                  .formatted(owner, name)
              + " inside them single '-' and '.'");
    }
    if (!REVISION.matcher(revision).matches() || revision.length() > LONGEST_REVISION) {
      throw new IllegalArgumentException(
          "'%s' is no revision of a model: a branch, a tag or a commit hash is needed"
              .formatted(revision));
    }
  }

  /** Whether it is meant as a name of the Hub, be it right or wrong. */
  public static boolean isMeantBy(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * Reads {@code hf://OWNER/NAME} or {@code hf://OWNER/NAME@REVISION}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static HubModel parse(String text) {
    if (!isMeantBy(text)) {
      throw new IllegalArgumentException("'%s' does not begin with %s".formatted(text, SCHEME));
    }
    String rest = text.substring(SCHEME.length());
    int at = rest.indexOf('@');
    String repository = at < 0 ? rest : rest.substring(0, at);
    int slash = repository.indexOf('/');
    if (slash <= 0 || slash != repository.lastIndexOf('/') || slash == repository.length() - 1) {
      throw new IllegalArgumentException(
          "'%s' is not of the form hf://OWNER/NAME or hf://OWNER/NAME@REVISION, such as hf://dslim/bert-base-NER@main"
              .formatted(text));
    }
    return new HubModel(
        repository.substring(0, slash),
        repository.substring(slash + 1),
        at < 0 ? DEFAULT_REVISION : rest.substring(at + 1));
  }

  /** {@code OWNER/NAME}. */
  String repository() {
    return owner + "/" + name;
  }

  /** Whether the revision is a full commit hash, which means the same for ever. */
  boolean isPinned() {
    return isCommit(revision);
  }

  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  /** As it is given on the command line. */
  @Override
  public String toString() {
    return SCHEME + repository() + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision);
  }
}
