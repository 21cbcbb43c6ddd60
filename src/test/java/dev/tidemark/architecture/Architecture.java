package dev.tidemark.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which package may import what. Packages that do not exist yet, or are empty, are fine; what
 * stands in a sub-package ({@code model.checkpoint}) belongs to its package ({@code model}).
 *
 * @param root {@code dev.tidemark}; the test of these rules has a wrong world of its own
 */
record Architecture(String root) {

  /** The table of the design: what each package may import of Tidemark, besides itself. */
  private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

  private static final Set<String> BELOW =
      Set.of("text", "batch", "model", "inference", "training", "adaptation");

  static {
    MAY_IMPORT.put("text", Set.of());
    MAY_IMPORT.put("batch", Set.of("text"));
    MAY_IMPORT.put("model", Set.of("text"));
    MAY_IMPORT.put("inference", Set.of("text", "batch", "model"));
    MAY_IMPORT.put("training", Set.of("text", "model"));
    MAY_IMPORT.put("bench", Set.of("text", "model"));
    MAY_IMPORT.put("adaptation", Set.of("text", "model", "training"));
    MAY_IMPORT.put("torch", Set.of("text", "model", "training"));
    MAY_IMPORT.put("s3", Set.of("text", "model"));
    MAY_IMPORT.put("peers", Set.of("text", "model", "bench"));
    MAY_IMPORT.put("stream", BELOW);
    // Reports on streams, and implements their metrics: docs/adr/0004-ops-above-stream.md.
    MAY_IMPORT.put("ops", plus(BELOW, "stream"));
  }

  private static Set<String> plus(Set<String> names, String more) {
    return Stream.concat(names.stream(), Stream.of(more)).collect(Collectors.toSet());
  }

  List<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    MAY_IMPORT.forEach((name, allowed) -> rules.add(imports(name, allowed)));
    rules.add(everyClassIsInAKnownPackage());
    rules.add(textKnowsOnlyTheJdk());
    rules.add(
        only(
            "DJL",
            "move the code to torch, behind an interface of model, inference or training",
            List.of("ai.djl.."),
            "torch"));
    rules.add(
        only(
            "ONNX Runtime",
            "Tidemark is measured against it, never made of it: move the code to peers, behind an"
                + " interface of bench",
            List.of("ai.onnxruntime.."),
            "peers"));
    rules.add(
        only(
            "the AWS SDK",
            "move the code to s3, behind an interface of model.store",
            List.of("software.amazon.awssdk.."),
            "s3"));
    rules.add(
        only(
            "Kafka Streams",
            "move the code to stream; app starts a topology through a class of stream",
            List.of("org.apache.kafka.streams.."),
            "stream"));
    rules.add(
        only(
            "Kafka",
            "what tags, batches and trains knows nothing of Kafka: pass in values instead",
            List.of("org.apache.kafka.."),
            "stream",
            "ops",
            "app"));
    rules.add(
        only(
            "the Kafka broker",
            "the embedded broker belongs to app, everything else is a client",
            List.of(
                "kafka..",
                "org.apache.kafka.server..",
                "org.apache.kafka.metadata..",
                "org.apache.kafka.raft..",
                "org.apache.kafka.controller..",
                "org.apache.kafka.storage..",
                "org.apache.kafka.coordinator.."),
            "app"));
    rules.add(onlyTheCommitBarrierKnowsInternals());
    rules.add(noPartOfAppDependsOnItselfByAnother());
    rules.add(noPartOfAppKnowsTheListOfCommands());
    rules.add(onlyOpsTracingKnowsOpenTelemetry());
    rules.add(
        only(
            "Micrometer or Jetty",
            "give the measurement to the domain interface for metrics that ops implements, or move"
                + " the code to ops",
            List.of("io.micrometer..", "io.prometheus..", "org.eclipse.jetty.."),
            "ops"));
    rules.add(
        only(
            "picocli or SmallRye Config",
            "pass values in: a class below app takes plain arguments, and app fills them from"
                + " settings and options",
            List.of("picocli..", "io.smallrye..", "org.eclipse.microprofile.."),
            "app"));
    return rules;
  }

  private ArchRule imports(String name, Set<String> allowed) {
    DescribedPredicate<JavaClass> forbidden =
        describe(
            "in another package of Tidemark than " + name + " and " + allowed,
            c -> {
              String other = packageOf(c);
              return other != null && !other.equals(name) && !allowed.contains(other);
            });
    return noClasses()
        .that(in(Set.of(name)))
        .should(dependOnClassesThat(forbidden))
        .allowEmptyShould(true)
        .as("%s imports of Tidemark only %s".formatted(name, allowed))
        .because(
            "dependencies point one way (design, section 3). Move the class to where it is used,"
                + " or let "
                + name
                + " declare an interface that the higher package implements; a new arrow between"
                + " packages is a decision: write it down, and change the table in Architecture");
  }

  /** Else a new package would escape every rule here. */
  private ArchRule everyClassIsInAKnownPackage() {
    return classes()
        .should(
            be(
                describe(
                    "in a package of the table",
                    c -> {
                      String name = packageOf(c);
                      return c.getSimpleName().equals("package-info")
                          || "app".equals(name)
                          || MAY_IMPORT.containsKey(String.valueOf(name));
                    })))
        .as("every class is in a package that the table knows")
        .because(
            "a new package has to say what it may import: add it to the table in Architecture");
  }

  private ArchRule textKnowsOnlyTheJdk() {
    return noClasses()
        .that(in(Set.of("text")))
        .should(
            dependOnClassesThat(
                describe(
                    "neither of the JDK nor JSpecify",
                    c ->
                        !c.getPackageName().startsWith("java.")
                            && !c.getPackageName().equals("java")
                            && !c.getPackageName().startsWith("org.jspecify.")
                            && !c.isPrimitive()
                            && !"text".equals(packageOf(c.getBaseComponentType()))
                            && !c.isArray())))
        .allowEmptyShould(true)
        .as("text imports nothing but the JDK")
        .because(
            "everybody shares these words, so they bring no library along: put what needs one"
                + " (parsing, for instance) next to whoever needs it");
  }

  private ArchRule onlyTheCommitBarrierKnowsInternals() {
    String barrier = root + ".stream.CommitBarrier";
    return noClasses()
        .that(
            describe(
                "are not CommitBarrier",
                c -> !c.getName().equals(barrier) && !c.getName().startsWith(barrier + "$")))
        .should(
            dependOnClassesThat(
                describe(
                    "internals of Kafka Streams",
                    c ->
                        c.getPackageName()
                            .matches("org\\.apache\\.kafka\\.streams\\..*internals.*"))))
        .allowEmptyShould(true)
        .as("only CommitBarrier imports internals of Kafka Streams")
        .because(
            "they change without notice, and one class with its contract test is all that an"
                + " upgrade may break: ask CommitBarrier for what you need, or use the public API");
  }

  private ArchRule noPartOfAppDependsOnItselfByAnother() {
    return SlicesRuleDefinition.slices()
        .matching(root + ".app.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .as("no part of app depends on itself by way of another")
        .because(
            "what goes round in a circle is one package in two folders: move the class to where it"
                + " is used, or what both need to a third");
  }

  private ArchRule noPartOfAppKnowsTheListOfCommands() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".app.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".app")
        .allowEmptyShould(true)
        .as("no part of app imports app itself")
        .because(
            "Main, Commands and run stand on top of all others: move what you need of them down");
  }

  private ArchRule onlyOpsTracingKnowsOpenTelemetry() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".ops.tracing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.opentelemetry..")
        .allowEmptyShould(true)
        .as("only ops.tracing imports OpenTelemetry")
        .because(
            "tell stream.Tracing what a trace should know, and let ops.tracing make a span of it");
  }

  private ArchRule only(String what, String remedy, List<String> packages, String... owners) {
    return noClasses()
        .that(describe("are outside " + List.of(owners), c -> !in(Set.of(owners)).test(c)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .allowEmptyShould(true)
        .as("only %s imports %s".formatted(String.join(", ", owners), what))
        .because("a library that shows in one place can be replaced in one place: " + remedy);
  }

  private DescribedPredicate<JavaClass> in(Set<String> names) {
    return describe("are in " + names, c -> names.contains(String.valueOf(packageOf(c))));
  }

  /** {@code model} for {@code dev.tidemark.model.checkpoint.X}; null for what is not Tidemark's. */
  private @Nullable String packageOf(JavaClass c) {
    String name = c.getBaseComponentType().getPackageName();
    if (!name.startsWith(root + ".")) {
      return null;
    }
    String rest = name.substring(root.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
