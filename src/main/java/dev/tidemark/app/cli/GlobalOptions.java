package dev.tidemark.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, before or after its name. */
final class GlobalOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Settings (default: tidemark.properties in this folder, if it is there).")
  @Nullable Path config;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      scope = ScopeType.INHERIT,
      description = "One setting, e.g. -D tidemark.device=cpu; beats file and environment.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  /** No option: whether the settings want a log of JSON lines, once they have been read. */
  boolean jsonLog;
}
