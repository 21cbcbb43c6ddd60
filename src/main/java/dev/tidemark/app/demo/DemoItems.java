package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.feed.TextLine;
import dev.tidemark.app.models.Bundled;
import dev.tidemark.model.LabelScheme;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.training.data.LabelledDataReader;
import dev.tidemark.training.data.LabelledSentence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the demo of learning is fed: texts of a domain, and what people say of some of them. */
public final class DemoItems {

  private static final String FEED = "/dev/tidemark/app/demo/racing-feed.jsonl";
  private static final String CORRECTIONS = "/dev/tidemark/app/demo/racing-corrections.jsonl";

  private DemoItems() {}

  /**
   * A text.
   *
   * @param entities {@code [{"type","start","end"}]}; null where nobody has said
   */
  record Item(String id, String text, @Nullable ArrayNode entities) {}

  /**
   * The texts that are tagged before and after.
   *
   * @param feed file or URL; null for the sentences about horse races that come with Tidemark
   */
  static List<Item> feed(@Nullable String feed) throws IOException {
    String name = feed == null ? Bundled.path(FEED).toString() : feed;
    List<Item> items = new ArrayList<>();
    try (TextFeed lines =
        feed == null
            ? TextFeed.of(Files.newInputStream(Bundled.path(FEED)))
            : TextFeed.open(feed, new ByteArrayInputStream(new byte[0]))) {
      TextFeed.Item line;
      while ((line = lines.next()) != null) {
        String text = TextLine.read(line.value()).text();
        JsonNode node = Json.MAPPER.readTree(line.value());
        items.add(
            new Item(
                "text-%02d".formatted(items.size() + 1),
                text,
                node.get("entities") instanceof ArrayNode known ? known : null));
      }
    } catch (BrokenInputException e) {
      throw new UsageException("%s: %s".formatted(name, e.getMessage()), e);
    }
    if (items.isEmpty()) {
      throw new UsageException("%s holds no text".formatted(name));
    }
    return items;
  }

  /**
   * What people correct.
   *
   * @param file JSON lines with text and entities, or labelled words; null for what comes with
   *     Tidemark
   */
  static List<Item> corrections(@Nullable Path file) throws IOException {
    if (file != null && !Files.isRegularFile(file)) {
      throw new UsageException("--corrections %s: there is no such file".formatted(file));
    }
    Path path = file == null ? Bundled.path(CORRECTIONS) : file;
    List<LabelledSentence> sentences = LabelledDataReader.AUTO.read(path);
    List<Item> items = new ArrayList<>();
    if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
      sentences.forEach(sentence -> items.add(item(id(items), sentence)));
      return items;
    }
    for (String line : Files.readAllLines(path)) {
      if (!line.isBlank()) {
        JsonNode node = Json.MAPPER.readTree(line);
        items.add(
            node.has("text")
                ? new Item(id(items), node.path("text").asText(), (ArrayNode) node.get("entities"))
                : item(id(items), sentences.get(items.size())));
      }
    }
    return items;
  }

  /** Those that come with Tidemark, as words. */
  public static List<LabelledSentence> labelledCorrections() throws IOException {
    return LabelledDataReader.AUTO.read(Bundled.path(CORRECTIONS));
  }

  private static String id(List<Item> before) {
    return "correction-%03d".formatted(before.size() + 1);
  }

  /** Words with a blank between. */
  private static Item item(String id, LabelledSentence sentence) {
    StringBuilder text = new StringBuilder();
    ArrayNode entities = Json.MAPPER.createArrayNode();
    String before = LabelScheme.OUTSIDE;
    for (int i = 0; i < sentence.words().size(); i++) {
      String label = sentence.labels().get(i);
      text.append(i == 0 ? "" : " ");
      int start = text.length();
      text.append(sentence.words().get(i));
      if (!label.equals(LabelScheme.OUTSIDE)) {
        String type = LabelScheme.typeOf(label);
        boolean goesOn =
            !before.equals(LabelScheme.OUTSIDE)
                && LabelScheme.typeOf(before).equals(type)
                && !label.matches("[BSU]-.*");
        ObjectNode entity =
            goesOn
                ? (ObjectNode) entities.get(entities.size() - 1)
                : entities.addObject().put("type", type).put("start", start);
        entity.put("end", text.length());
      }
      before = label;
    }
    return new Item(id, text.toString(), entities);
  }
}
