package dev.tidemark.app.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; classes that come from no jar have none. */
public final class Version implements IVersionProvider {

  /** Of the jar this runs from. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "tidemark %s (Java %s, %s %s)"
          .formatted(
              current(),
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
