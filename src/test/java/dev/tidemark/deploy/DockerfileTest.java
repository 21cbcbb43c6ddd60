package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidemark.app.TidemarkCommands;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HttpSettings;
import dev.tidemark.app.settings.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image's recipes against the launcher and the application. Nothing is built here. */
class DockerfileTest {

  private record Instruction(String name, String value) {}

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.cuda"})
  void theImageStartsTidemarkAsNobodySpecial(String file) throws Exception {
    List<Instruction> all = instructions(file);
    List<Instruction> image = all.subList(lastFrom(all), all.size());

    assertThat(values(image, "USER").get(values(image, "USER").size() - 1))
        .as("a number that is not root")
        .matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
    assertThat(values(image, "STOPSIGNAL")).containsExactly("SIGTERM");
    assertThat(values(image, "ENTRYPOINT")).containsExactly("[\"/opt/tidemark/tidemark\"]");
    assertThat(values(image, "CMD")).containsExactly("[\"run\"]");
    assertThat(values(image, "VOLUME")).containsExactly("/var/lib/tidemark");
    assertThat(values(image, "EXPOSE")).containsExactly(HttpSettings.PORT.defaultText());
    assertThat(String.join("\n", values(image, "COPY")))
        .as("the layout that the launcher looks for")
        .contains(
            "/src/target/tidemark.jar /opt/tidemark/lib/", "/src/target/lib/ /opt/tidemark/lib/")
        .contains("tidemark LICENSE NOTICE /opt/tidemark/");
    assertThat(values(all, "ADD")).isEmpty();

    Map<String, String> environment = environment(image);
    Configuration settings = Environment.load(environment);
    assertThat(settings.get(StoreSettings.URL)).startsWith("/var/lib/tidemark/");
    assertThat(settings.get(StoreSettings.CACHE)).startsWith("/var/lib/tidemark/");
    assertThat(environment.get("DJL_CACHE_DIR")).matches("/(opt|var/lib)/tidemark/djl");
    assertThat(environment.get("HOME")).isEqualTo("/var/lib/tidemark");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.cuda"})
  void itIsBuiltAndRunByTheJavaOfThePomFromFixedTags(String file) throws Exception {
    Matcher release =
        Pattern.compile("<maven.compiler.release>(\\d+)<")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(release.find()).isTrue();

    assertThat(values(instructions(file), "FROM"))
        .hasSize(2)
        .anyMatch(
            from -> from.matches("maven:[\\d.]+-eclipse-temurin-" + release.group(1) + " AS build"))
        .anyMatch(from -> from.matches("eclipse-temurin:" + release.group(1) + "-jre-[a-z]+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.cuda"})
  void whatIsCopiedExistsAndIsSentToTheEngine(String file) throws Exception {
    List<String> sent = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(".dockerignore"))) {
      if (line.startsWith("!")) {
        sent.add(line.substring(1));
      }
    }
    for (String copy : values(instructions(file), "COPY")) {
      if (copy.startsWith("--from=")) {
        continue;
      }
      String[] words = copy.split(" ", -1);
      for (int i = 0; i < words.length - 1; i++) {
        String source = words[i];
        assertThat(Path.of(source)).exists();
        assertThat(sent).as(source).anyMatch(s -> source.equals(s) || source.startsWith(s + "/"));
      }
    }
  }

  @Test
  void theTextThatTriesTheImageOutIsACommand() throws Exception {
    String run =
        values(instructions("Dockerfile"), "RUN").stream()
            .filter(r -> r.contains("/opt/tidemark/tidemark "))
            .findFirst()
            .orElseThrow();
    String command = run.substring(run.indexOf("/tidemark/tidemark ") + 19, run.indexOf(" > "));
    assertThatCode(() -> TidemarkCommands.parse(command.trim().split(" +", -1)))
        .doesNotThrowAnyException();
  }

  private static int lastFrom(List<Instruction> all) {
    int last = 0;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name.equals("FROM")) {
        last = i;
      }
    }
    return last;
  }

  private static List<String> values(List<Instruction> all, String name) {
    return all.stream().filter(i -> i.name.equals(name)).map(Instruction::value).toList();
  }

  private static Map<String, String> environment(List<Instruction> all) {
    Map<String, String> environment = new HashMap<>();
    for (String value : values(all, "ENV")) {
      for (String pair : value.split(" +", -1)) {
        environment.put(
            pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    return environment;
  }

  /** Comments left out, continued lines joined. */
  private static List<Instruction> instructions(String file) throws IOException {
    StringBuilder joined = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("deploy", "docker", file))) {
      if (!line.startsWith("#")) {
        boolean goesOn = line.endsWith("\\");
        joined.append(goesOn ? line.substring(0, line.length() - 1).strip() : line.strip());
        joined.append(goesOn ? " " : "\n");
      }
    }
    List<Instruction> instructions = new ArrayList<>();
    for (String line : joined.toString().split("\n", -1)) {
      if (!line.isBlank()) {
        int blank = line.indexOf(' ');
        instructions.add(new Instruction(line.substring(0, blank), line.substring(blank + 1)));
      }
    }
    return instructions;
  }
}
