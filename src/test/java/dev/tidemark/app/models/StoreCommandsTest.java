package dev.tidemark.app.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.s3.S3Server;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tidemark models list|show|verify|publish}, and {@code NAME@N} where a model is asked for.
 */
class StoreCommandsTest {

  @TempDir Path folder;

  @Test
  void aFolderIsPublishedListedShownVerifiedAndUsed() throws IOException {
    Path model = tinyBert("model");

    assertThat(run("models", "publish", model.toString(), "--name", "tiny").out())
        .isEqualTo("tiny@1%n".formatted());
    CommandRun second =
        run("models", "publish", model.toString(), "--name", "tiny", "--parent", "tiny@1");
    assertThat(second.out()).isEqualTo("tiny@2%n".formatted());

    JsonNode list = run("models", "list", "--json").json();
    assertThat(list.fieldNames()).toIterable().containsExactlyInAnyOrder("live", "versions");
    assertThat(list.get("live").isObject()).isTrue();
    assertThat(list.get("versions")).hasSize(2);
    JsonNode last = list.get("versions").get(1);
    assertThat(last.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("version", "parent", "created", "metrics", "gate");
    assertThat(last.get("version").asText()).isEqualTo("tiny@2");
    assertThat(last.get("parent").asText()).isEqualTo("tiny@1");
    assertThat(last.get("gate").isNull()).isTrue();
    assertThat(Duration.between(Instant.parse(last.get("created").asText()), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(5));
    assertThat(run("models", "list").out()).contains("tiny@1 ").contains("from tiny@1");

    JsonNode shown = run("models", "show", "tiny@2", "--json").json();
    assertThat(shown.get("version").asText()).isEqualTo("tiny@2");
    assertThat(shown.get("hidden_size").asInt()).isEqualTo(8);
    assertThat(shown.get("parent").asText()).isEqualTo("tiny@1");
    assertThat(run("models", "show", "tiny@2").out()).contains("from tiny@1").contains("B-PER");

    assertThat(run("models", "verify").out().lines())
        .containsExactly("tiny@1 is as it was published", "tiny@2 is as it was published");

    CommandRun tagged = run("tag", "--model", "tiny@2");
    assertThat(tagged.code()).as(tagged.err()).isZero();
    assertThat(tagged.jsonLines().get(0).get("model").get("ner").asText()).isEqualTo("tiny@2");
  }

  @Test
  void damageIsNamedAndHidesNoOtherVersion() throws IOException {
    Path model = tinyBert("model");
    for (int i = 0; i < 3; i++) {
      assertThat(run("models", "publish", model.toString(), "--name", "tiny").code()).isZero();
    }
    Files.writeString(folder.resolve("store/tiny/1/config.json"), "{}");
    Files.writeString(folder.resolve("store/tiny/2/manifest.json"), "{");

    CommandRun all = run("models", "verify");
    assertThat(all.code()).isEqualTo(1);
    assertThat(all.err()).contains("config.json of tiny@1").contains("manifest.json of tiny@2");
    assertThat(all.out()).isEqualTo("tiny@3 is as it was published%n".formatted());
    assertThat(run("models", "verify", "tiny@3").code()).isZero();

    CommandRun list = run("models", "list", "--json");
    assertThat(list.code()).isEqualTo(1);
    assertThat(list.json().get("versions")).hasSize(2);
    assertThat(run("models", "show", "tiny@1").err()).contains("config.json of tiny@1 is damaged");
  }

  @Test
  void mistakesAreNamedInOneLine() throws IOException {
    Path model = tinyBert("model");
    assertMistake("empty", "models", "show", "tiny@1");
    assertThat(run("models", "publish", model.toString(), "--name", "tiny").code()).isZero();
    assertMistake("there are tiny@1", "models", "show", "tiny@7");
    assertMistake("there are tiny@1", "models", "verify", "tiny@7");
    assertMistake("NAME@N", "models", "verify", "tiny");
    assertMistake("no name for a model", "models", "publish", model.toString(), "--name", "../x");
    assertMistake(
        "nowhere", "models", "publish", folder.resolve("nowhere").toString(), "--name", "x");
    assertThat(run("models", "list", "--json").json().get("versions")).hasSize(1);
  }

  private void assertMistake(String named, String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1).allSatisfy(line -> assertThat(line).contains(named));
  }

  @Test
  void aBucketServesAsWellAndSecretsDoNotShow() throws Exception {
    Path model = tinyBert("model");
    String url = "s3://%s/%s".formatted(S3Server.BUCKET, UUID.randomUUID());
    try (S3Server server = S3Server.start()) {
      List<String> bucket =
          List.of(
              "--store",
              url,
              "-Dtidemark.store.s3.endpoint=" + server.address(),
              "-Dtidemark.store.s3.path-style=true");
      CommandRun published = run(bucket, "models", "publish", model.toString(), "--name", "tiny");
      assertThat(published.code()).as(published.err()).isZero();
      assertThat(run(bucket, "models", "list", "--json").json().get("versions")).hasSize(1);
      assertThat(run(bucket, "models", "verify").out()).contains("tiny@1 is as");
      assertThat(run(bucket, "models", "show", "tiny@1").out()).startsWith("tiny@1");

      List<String> password = new ArrayList<>(bucket);
      password.set(
          2, "-Dtidemark.store.s3.endpoint=http://me:%s@localhost".formatted(S3Server.SECRET));
      CommandRun refused = run(password, "models", "list", "--verbose");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("without a user").doesNotContain(S3Server.SECRET);

      List<String> wrong = new ArrayList<>(bucket);
      wrong.set(1, "s3://nobodys");
      CommandRun failed = run(wrong, "models", "list", "--verbose");
      assertThat(failed.code()).isEqualTo(1);
      assertThat(failed.err()).contains("no bucket nobodys").doesNotContain(S3Server.SECRET);
    }
  }

  private Path tinyBert(String name) throws IOException {
    Path model = folder.resolve(name);
    TinyBert.ofSeed(1).write(model, "bert.");
    return model;
  }

  private CommandRun run(String... arguments) {
    return run(List.of("-Dtidemark.store.url=" + folder.resolve("store")), arguments);
  }

  private CommandRun run(List<String> store, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(store);
    all.add("-Dtidemark.store.cache=" + folder.resolve("cache"));
    return CommandRun.of(
        folder, "Ada met Ada in Paris.\n".getBytes(UTF_8), all.toArray(String[]::new));
  }
}
