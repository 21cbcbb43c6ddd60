package dev.tidemark.model;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How labels of single words mark where an entity starts and ends: a letter, a dash and the type
 * ({@code B-PER}); {@code O} is outside of any. {@link #NONE} stands for labels that are just tags
 * of words, such as parts of speech.
 *
 * <p>The rules are those of the literature (Ramshaw and Marcus 1995; Tjong Kim Sang and Veenstra
 * 1999; Ratinov and Roth 2009), as a relation between two neighbouring labels, with {@code O} past
 * both ends of a sentence. How <em>broken</em> sequences are read is a matter of whoever reads
 * them.
 */
public enum LabelScheme {
  /** B- first, then I-: IOB2, which most published models use. */
  BIO("BI"),
  /** I- everywhere; B- only where two entities of one type touch. The CoNLL-2003 files. */
  IOB1("BI"),
  /** I- everywhere; E- only at the end of an entity that another of its type follows. */
  IOE1("IE"),
  /** I-, then E- last, also alone. */
  IOE2("IE"),
  /** B-, I-, E- last; S- for an entity of one word. Also called IOBES. */
  BIOES("BIES"),
  /** B-, I-, L- last; U- for an entity of one word: BIOES by other names. */
  BILOU("BILU"),
  /** Labels without prefix: each word has a tag of its own. */
  NONE("");

  /** The label of what is in no entity. */
  public static final String OUTSIDE = "O";

  private static final String LETTERS = "BIESLU";

  private final String prefixes;

  LabelScheme(String prefixes) {
    this.prefixes = prefixes;
  }

  /**
   * The scheme of a model, or of data, by the names of its labels alone. They cannot tell IOB1 from
   * BIO, unless a type has an {@code I-} and no {@code B-}, and not IOE1 from IOE2: of each pair
   * the second is assumed, for it is the commoner. {@link #ofSequences} can tell.
   */
  public static LabelScheme of(Collection<String> labels) {
    Set<String> inside = new HashSet<>(labels);
    inside.remove(OUTSIDE);
    Set<Character> letters = new HashSet<>();
    for (String label : inside) {
      letters.add(isPrefixed(label) ? label.charAt(0) : OUTSIDE.charAt(0));
    }
    long bare = inside.stream().filter(label -> label.length() == 1).count();
    if (bare > 0 && bare < inside.size()) {
      return NONE; // "S" for substantive among tags of other lengths is no prefix
    }
    for (LabelScheme scheme : List.of(BIO, IOE2, BIOES, BILOU)) {
      if (letters.stream().allMatch(letter -> scheme.prefixes.indexOf(letter) >= 0)) {
        return scheme == BIO && !eachInsideHasItsBegin(inside) ? IOB1 : scheme;
      }
    }
    return NONE;
  }

  /**
   * The scheme of data, by its sequences too. A file that breaks the rules of both candidates is
   * taken for the commoner one: BIO, IOE2.
   */
  public static LabelScheme ofSequences(Collection<List<String>> sentences) {
    Set<String> labels = new HashSet<>();
    sentences.forEach(labels::addAll);
    LabelScheme byName = of(labels);
    return switch (byName) {
      case BIO, IOB1 -> commonerUnlessBroken(BIO, IOB1, sentences);
      case IOE1, IOE2 -> commonerUnlessBroken(IOE2, IOE1, sentences);
      default -> byName;
    };
  }

  private static LabelScheme commonerUnlessBroken(
      LabelScheme commoner, LabelScheme other, Collection<List<String>> sentences) {
    return !sentences.stream().allMatch(commoner::allows)
            && sentences.stream().allMatch(other::allows)
        ? other
        : commoner;
  }

  /** Whether a label is one of this scheme's. */
  public boolean owns(String label) {
    return this == NONE
        || label.equals(OUTSIDE)
        || (isPrefixed(label) && prefixes.indexOf(label.charAt(0)) >= 0);
  }

  /** Whether a sentence keeps to the rules. */
  public boolean allows(List<String> sentence) {
    String before = OUTSIDE;
    for (String label : sentence) {
      if (!owns(label) || !allows(before, label)) {
        return false;
      }
      before = label;
    }
    return allows(before, OUTSIDE);
  }

  /** Whether one label may follow another; {@code O} stands for the ends of a sentence. */
  public boolean allows(String before, String label) {
    char left = before.charAt(0);
    char right = label.charAt(0);
    boolean same = sameType(before, label);
    return switch (this) {
      case NONE -> true;
      case BIO -> right != 'I' || same;
      case IOB1 -> right != 'B' || same;
      case IOE2 -> left != 'I' || same;
      case IOE1 -> left != 'E' || same;
      case BIOES, BILOU -> staysOpen(left) ? same && goesOn(right) : !goesOn(right);
    };
  }

  /** Whether a label, where it may follow, goes on with the entity of the label before. */
  public boolean continues(String before, String label) {
    char left = before.charAt(0);
    char right = label.charAt(0);
    return sameType(before, label)
        && switch (this) {
          case NONE -> before.equals(label);
          case BIO, IOB1 -> right == 'I';
          case IOE1, IOE2 -> left == 'I';
          case BIOES, BILOU -> staysOpen(left) && goesOn(right);
        };
  }

  /**
   * What the later pieces of a word are labelled whose first piece has this label; nothing where no
   * label could go on: after the last label of an entity ({@code E-, S-, L-, U-}) all that may
   * follow begins another one.
   */
  public Optional<String> continuation(String label) {
    if (this == NONE || label.equals(OUTSIDE)) {
      return Optional.of(label);
    }
    String inside = label(typeOf(label), 'I');
    return continues(label, inside) ? Optional.of(inside) : Optional.empty();
  }

  /** All labels of a type, in their customary order. */
  public List<String> labelsOf(String type) {
    return prefixes.chars().mapToObj(letter -> label(type, (char) letter)).toList();
  }

  /**
   * The label of one word of an entity.
   *
   * @param first whether it is the entity's first word
   * @param last whether it is the entity's last word
   * @param afterItsLike whether an entity of that type ends right before this one
   * @param beforeItsLike whether an entity of that type starts right after this one
   */
  public String label(
      String type, boolean first, boolean last, boolean afterItsLike, boolean beforeItsLike) {
    return switch (this) {
      case NONE -> throw new IllegalStateException("plain tags mark no entities");
      case BIO -> label(type, first ? 'B' : 'I');
      case IOB1 -> label(type, first && afterItsLike ? 'B' : 'I');
      case IOE1 -> label(type, last && beforeItsLike ? 'E' : 'I');
      case IOE2 -> label(type, last ? 'E' : 'I');
      case BIOES -> label(type, first && last ? 'S' : first ? 'B' : last ? 'E' : 'I');
      case BILOU -> label(type, first && last ? 'U' : first ? 'B' : last ? 'L' : 'I');
    };
  }

  /** {@code PER} of {@code B-PER}; nothing of {@code B} and {@code O}; all of a plain tag. */
  public static String typeOf(String label) {
    return !isPrefixed(label) && !label.equals(OUTSIDE)
        ? label
        : label.substring(Math.min(2, label.length()));
  }

  /** The name as it is written on the command line and in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String label(String type, char letter) {
    return type.isEmpty() ? String.valueOf(letter) : letter + "-" + type;
  }

  private static boolean isPrefixed(String label) {
    return !label.isEmpty()
        && LETTERS.indexOf(label.charAt(0)) >= 0
        && (label.length() == 1 || (label.length() > 2 && label.charAt(1) == '-'));
  }

  private static boolean eachInsideHasItsBegin(Set<String> labels) {
    return labels.stream()
        .filter(label -> label.charAt(0) == 'I')
        .allMatch(label -> labels.contains(label(typeOf(label), 'B')));
  }

  /** Outside is of no type. */
  private static boolean sameType(String one, String other) {
    return !one.equals(OUTSIDE) && !other.equals(OUTSIDE) && typeOf(one).equals(typeOf(other));
  }

  private static boolean staysOpen(char prefix) {
    return prefix == 'B' || prefix == 'I';
  }

  private static boolean goesOn(char prefix) {
    return prefix == 'I' || prefix == 'E' || prefix == 'L';
  }
}
