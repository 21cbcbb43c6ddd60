package dev.tidemark.training.metrics;

/**
 * How the prefixes of labels mark where an entity starts and ends, as rules over two neighbouring
 * labels. The rules are those of seqeval 1.x ({@code seqeval.scheme}), also where they differ from
 * the literature: in its IOE1 an {@code E-} before {@code O} ends nothing, so prefer IOE2.
 *
 * <p>A rule is three characters: prefix of the label before, prefix of the label, and what must
 * hold for their types ({@code =} same, {@code !} different, {@code *} any); {@code .} is any
 * prefix. The label past the end of a sentence, and before its start, is {@code O}.
 */
enum TagScheme {
  /** I- everywhere; B- only where two entities of one type touch. The CoNLL-2003 files. */
  IOB1("IOB", "OI* II! BI* IB= BB=", "BI= II=", "II! IO* IB* BO* BI! BB="),
  /** B- first, then I-. What most published models use; often just called BIO. */
  IOB2("IOB", ".B*", "BI= II=", "IO* II! IB* BO* BI! BB*"),
  /** I- everywhere; E- only where two entities of one type touch. */
  IOE1("IOE", "OI* II! EI* EE=", "II= IE=", "II! IO* IE! EI= EE="),
  /** I-, then E- last. */
  IOE2("IOE", "OI* OE* EI* EE* II! IE!", "IE= II=", "E.*"),
  /** B-, I-, E- last; S- for an entity of one word. */
  IOBES("IOBES", ".B* .S*", "BI= BE= II= IE=", "S.* E.*"),
  /** B-, I-, L- last; U- for an entity of one word: IOBES by other names. */
  BILOU("BILOU", ".B* .U*", "BI= BL= II= IL=", "U.* L.*");

  private static final int RULE_WIDTH = 4;

  private final String prefixes;
  private final String startRules;
  private final String insideRules;
  private final String endRules;

  TagScheme(String prefixes, String startRules, String insideRules, String endRules) {
    this.prefixes = prefixes;
    this.startRules = startRules;
    this.insideRules = insideRules;
    this.endRules = endRules;
  }

  /** The letters a label of this scheme may begin with. */
  String prefixes() {
    return prefixes;
  }

  /** Whether the current label is the first of an entity. */
  boolean starts(char previous, char current, boolean sameType) {
    return anyHolds(startRules, previous, current, sameType);
  }

  /** Whether the current label continues the entity of the previous one. */
  boolean continues(char previous, char current, boolean sameType) {
    return anyHolds(insideRules, previous, current, sameType);
  }

  /** Whether the previous label was the last of an entity. */
  boolean ends(char previous, char current, boolean sameType) {
    return anyHolds(endRules, previous, current, sameType);
  }

  private static boolean anyHolds(String rules, char previous, char current, boolean sameType) {
    for (int rule = 0; rule < rules.length(); rule += RULE_WIDTH) {
      char types = rules.charAt(rule + 2);
      if (fits(rules.charAt(rule), previous)
          && fits(rules.charAt(rule + 1), current)
          && (types == '*' || (types == '=') == sameType)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(char wanted, char prefix) {
    return wanted == '.' || wanted == prefix;
  }
}
