package dev.tidemark.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a small project of its own. Java is real; Maven is a script that notes
 * that it was called and lays a jar down, because the real one takes half a minute and a network.
 */
class LauncherTest {

  private static final String MAIN =
      """
      package dev.tidemark.app;
      public class Main {
        public static void main(String[] args) throws Exception {
          System.out.println(String.join("|", args));
          System.out.println(System.getenv("DJL_OFFLINE") + " " + System.getenv("OPT_OUT_TRACKING"));
          System.out.println(System.getProperty("sun.net.httpserver.nodelay"));
          System.out.println(System.getProperty("a") + " " + System.getProperty("b"));
          System.out.println(java.nio.file.Path.of("").toAbsolutePath());
          System.out.println(new String(System.in.readAllBytes(), "UTF-8"));
          String flags = String.valueOf(System.getenv("TIDEMARK_JAVA_OPTS"));
          if (flags.contains("PrintCommandLineFlags")) {
            System.out.println("second: " + System.getProperty("second.compiler"));
          }
          System.exit(7);
        }
      }
      """;

  private static final String MAVEN =
      """
      #!/bin/bash
      cat > /dev/null # as Maven may: what stands on standard input is not for it
      echo "maven's chatter"
      echo build >> "$PWD/builds"
      [ ! -f broken ] || exit 1
      target=target
      case " $* " in *" -Ppeers "*) target=target/peers ;; esac
      mkdir -p $target/lib
      : > $target/tidemark.jar # a build that starts over what another wrote would leave this
      cp main.jar $target/tidemark.jar
      """;

  /** All that the launcher needs, so that a PATH can lack Maven or Java. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "dirname",
          "find",
          "flock",
          "head",
          "locale",
          "mkdir",
          "readlink",
          "rm",
          "sed",
          "touch");

  @TempDir static Path shared;
  @TempDir Path folder;
  private Path project;
  private Path bin;

  @BeforeAll
  static void compileTheMain() throws Exception {
    Path source = Files.writeString(shared.resolve("Main.java"), MAIN);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-d", shared.toString(), source.toString())).isZero();
    try (OutputStream file = Files.newOutputStream(shared.resolve("main.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("dev/tidemark/app/Main.class"));
      Files.copy(shared.resolve("dev/tidemark/app/Main.class"), jar);
      jar.closeEntry();
    }
  }

  @BeforeEach
  void project() throws Exception {
    Files.createDirectories(folder.resolve("a project/src/main"));
    project = folder.resolve("a project").toRealPath();
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.writeString(project.resolve("src/main/A.java"), "class A {}");
    Files.copy(shared.resolve("main.jar"), project.resolve("main.jar"));
    executable(project.resolve("tidemark"), Files.readString(Path.of("tidemark")));
    bin = Files.createDirectories(folder.resolve("bin"));
    executable(bin.resolve("mvn"), MAVEN);
  }

  /** Which of HotSpot's compilers are on, by command. */
  @Test
  void onlyWhatSwapsModelsHasTheSecondCompilerForItsHotLoops() throws Exception {
    Path launcher = project.resolve("tidemark");
    String flags = "-XX:+PrintCommandLineFlags";
    Map<String, String> plain = Map.of("TIDEMARK_JAVA_OPTS", flags + " -Da=1");
    assertThat(run(launcher, plain, "models", "list").out)
        .contains("-XX:TieredStopAtLevel=1 ", "second: null");
    for (String command : List.of("run", "demo", "bench")) {
      assertThat(run(launcher, plain, "-D", "x=y", command, "swap").out)
          .contains("second: hot-loops")
          .doesNotContain("TieredStopAtLevel");
    }
    assertThat(
            run(launcher, Map.of("TIDEMARK_JAVA_OPTS", flags + " -XX:TieredStopAtLevel=4"), "run")
                .out)
        .contains("-XX:TieredStopAtLevel=4 ", "second: null");
  }

  @Test
  void buildsOnceThenStartsFromAnyFolderThroughLinks() throws Exception {
    Path links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(links.resolve("two"), project.resolve("tidemark"));

    Result first =
        run(links.resolve("one"), Map.of("TIDEMARK_JAVA_OPTS", "-Da=1  -Db=2"), "x y", "*");
    assertThat(first.code).isEqualTo(7);
    assertThat(first.out)
        .isEqualTo(
            """
            x y|*
            true true
            true
            1 2
            %s
            what stands on input
            """
                .formatted(folder.toRealPath()));
    assertThat(first.err).contains("tidemark: building", "maven's chatter");

    // By way of bash, since this JVM may not be able to pass an é on.
    Result second =
        run(
            Path.of("/bin/bash"),
            Map.of("DJL_OFFLINE", "false", "LC_ALL", "C"),
            "-c",
            "exec links/one $'\\xc3\\xa9'");
    assertThat(second.code).isEqualTo(7);
    assertThat(second.out).startsWith("é\nfalse true\n").contains("null null");
    assertThat(second.err).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceIsNewerOrGoneOrThePomChanged() throws Exception {
    Path source = project.resolve("src/main/A.java");
    Path pom = project.resolve("pom.xml");
    run(project.resolve("tidemark"), Map.of());
    nothingIsStale(1);

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run(project.resolve("tidemark"), Map.of());
    nothingIsStale(2);

    Files.setLastModifiedTime(pom, FileTime.from(Instant.now().plusSeconds(60)));
    run(project.resolve("tidemark"), Map.of());
    nothingIsStale(3);

    Files.delete(source);
    run(project.resolve("tidemark"), Map.of());
    assertThat(builds()).isEqualTo(4);
  }

  /** So many builds up to here, and no more once all sources are old. */
  private void nothingIsStale(int builds) throws Exception {
    assertThat(builds()).isEqualTo(builds);
    for (String source : List.of("pom.xml", "src/main/A.java", "src/main")) {
      Files.setLastModifiedTime(project.resolve(source), FileTime.from(Instant.EPOCH));
    }
    run(project.resolve("tidemark"), Map.of());
    assertThat(builds()).isEqualTo(builds);
  }

  /** Other engines are built in for that alone, in a folder of its own. */
  @Test
  void peersHaveABuildOfTheirOwn() throws Exception {
    Path source = project.resolve("src/peers/B.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class B {}");
    run(project.resolve("tidemark"), Map.of(), "bench", "model");
    run(project.resolve("tidemark"), Map.of(), "tag", "--peers");
    assertThat(builds()).isEqualTo(1);
    assertThat(project.resolve("target/peers")).doesNotExist();

    Result peers = run(project.resolve("tidemark"), Map.of(), "bench", "model", "--peers");
    assertThat(peers.out).startsWith("bench|model|--peers\n");
    run(project.resolve("tidemark"), Map.of(), "bench", "model", "--peers");
    run(project.resolve("tidemark"), Map.of(), "bench", "model");
    assertThat(builds()).isEqualTo(2);
    assertThat(project.resolve("target/peers/tidemark.jar")).exists();

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run(project.resolve("tidemark"), Map.of(), "bench", "model");
    assertThat(builds()).isEqualTo(2);
    run(project.resolve("tidemark"), Map.of(), "bench", "model", "--peers");
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void whatIsEditedDuringABuildIsBuiltNextTime() throws Exception {
    executable(bin.resolve("mvn"), MAVEN + "touch src/main/A.java\n");
    run(project.resolve("tidemark"), Map.of());
    executable(bin.resolve("mvn"), MAVEN);
    run(project.resolve("tidemark"), Map.of());
    run(project.resolve("tidemark"), Map.of());

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void firstStartsAtTheSameTimeBuildOnce() throws Exception {
    assumeThat(run(Path.of("/bin/bash"), Map.of(), "-c", "command -v flock").code)
        .as("no flock here, so the launcher cannot lock")
        .isZero();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(i, project.resolve("tidemark"), Map.of(), "go"));
    }
    for (int i = 0; i < 4; i++) {
      Result result = finish(i, processes.get(i));
      assertThat(result.code).as(result.err).isEqualTo(7);
      assertThat(result.out).startsWith("go\n");
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aFailedBuildIsSaidAndTriedAgain() throws Exception {
    Files.createFile(project.resolve("broken"));
    Result broken = run(project.resolve("tidemark"), Map.of());
    assertThat(broken.code).isEqualTo(1);
    assertThat(broken.out).isEmpty();
    assertThat(broken.err).contains("error: the build failed");

    Files.delete(project.resolve("broken"));
    assertThat(run(project.resolve("tidemark"), Map.of()).code).isEqualTo(7);
  }

  @Test
  void runsFromJarsAlone() throws Exception {
    Path home = Files.createDirectories(folder.resolve("opt/tidemark/lib")).getParent();
    Files.copy(shared.resolve("main.jar"), home.resolve("lib/tidemark.jar"));
    Path launcher = folder.resolve("opt/tidemark-launcher");
    executable(launcher, Files.readString(Path.of("tidemark")));
    Files.delete(bin.resolve("mvn"));

    Result result = run(launcher, Map.of("TIDEMARK_HOME", home.toString()), "x");
    assertThat(result.code).isEqualTo(7);
    assertThat(result.out).startsWith("x\n");
    assertThat(result.err).isEmpty();

    Result lost = run(launcher, Map.of());
    assertThat(lost.code).isEqualTo(2);
    assertThat(lost.err)
        .contains("neither a pom.xml nor lib/tidemark.jar")
        .contains("TIDEMARK_HOME");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Path old = Files.createDirectories(folder.resolve("jdk11/bin")).getParent();
    executable(old.resolve("bin/java"), "#!/bin/bash\nexit 1\n");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Result result = run(project.resolve("tidemark"), Map.of("JAVA_HOME", old.toString()));
    assertThat(result.code).isEqualTo(2);
    assertThat(result.err).contains("is Java 11.0.2; Tidemark needs 17 or newer");

    executable(old.resolve("bin/java"), "#!/bin/bash\necho 'openjdk version \"1.8.0_1\"' >&2\n");
    Files.delete(old.resolve("release"));
    result = run(project.resolve("tidemark"), Map.of("JAVA_HOME", old.toString()));
    assertThat(result.err).contains("is Java 1.8.0_1; Tidemark needs 17 or newer");

    Path jre = Files.createDirectories(folder.resolve("jre/bin")).getParent();
    executable(
        jre.resolve("bin/java"),
        "#!/bin/bash\nexec '" + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
    result = run(project.resolve("tidemark"), Map.of("JAVA_HOME", jre.toString()));
    assertThat(result.code).isEqualTo(2);
    assertThat(result.err).contains("there is only a JRE");

    Path few = folder.resolve("few");
    Files.createDirectories(few);
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path path = Path.of(place, tool);
        if (Files.exists(path) && !Files.exists(few.resolve(tool))) {
          executable(few.resolve(tool), "#!/bin/bash\nexec " + path + " \"$@\"\n");
        }
      }
    }
    result = run(project.resolve("tidemark"), Map.of("PATH", few.toString()));
    assertThat(result.code).isEqualTo(2);
    assertThat(result.err).contains("there is no mvn on the PATH");

    result = run(project.resolve("tidemark"), Map.of("PATH", few.toString(), "JAVA_HOME", ""));
    assertThat(result.err).contains("there is no java on the PATH");

    result = run(project.resolve("tidemark"), Map.of("JAVA_HOME", "/nowhere"));
    assertThat(result.err).contains("error: JAVA_HOME is /nowhere, which has no bin/java");
    assertThat(result.out).isEmpty();
    assertThat(Files.exists(project.resolve("builds"))).isFalse();
  }

  private int builds() throws Exception {
    return Files.readAllLines(project.resolve("builds")).size();
  }

  private static void executable(Path file, String text) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result run(Path program, Map<String, String> environment, String... arguments)
      throws Exception {
    return finish(0, start(0, program, environment, arguments));
  }

  private Process start(int id, Path program, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path in = Files.writeString(folder.resolve("in"), "what stands on input");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(folder.resolve("out" + id).toFile())
            .redirectError(folder.resolve("err" + id).toFile());
    Map<String, String> used = new HashMap<>();
    used.put("PATH", bin + ":" + System.getenv("PATH"));
    used.put("JAVA_HOME", System.getProperty("java.home"));
    used.put("LC_ALL", "C.UTF-8");
    used.putAll(environment);
    builder.environment().clear();
    builder.environment().putAll(used);
    return builder.start();
  }

  private Result finish(int id, Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(folder.resolve("out" + id)),
        Files.readString(folder.resolve("err" + id)));
  }

  private record Result(int code, String out, String err) {}
}
