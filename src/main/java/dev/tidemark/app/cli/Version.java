package dev.tidemark.app.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; classes that come from no jar have none. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "tidemark %s (Java %s, %s %s)"
          .formatted(
              version == null ? "unpackaged" : version,
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
