package dev.tidemark.adaptation;

/**
 * By what an example is known: the SHA-256 of its text in UTF-8, in 64 lower-case hexadecimal
 * digits. So there is one example per text, whoever corrects it and under whatever id.
 */
public final class ExampleKey {

  private static final String FORM = "[0-9a-f]{64}";

  private ExampleKey() {}

  /** {@code of("abc")} is {@code ba7816bf…}, as {@code printf abc | sha256sum} says. */
  public static String of(String text) {
    return Sha256.hex(text);
  }

  /** Whether this can be the key of some text. */
  public static boolean isWellFormed(String key) {
    return key.matches(FORM);
  }
}
