package dev.tidemark.deploy.helm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.settings.Setting;
import dev.tidemark.app.settings.Settings;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of {@code values.schema.json} that follows from the declarations of the settings. */
final class SettingsSchema {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NUMBER = Pattern.compile("a whole number from (-?\\d+) to (-?\\d+)");
  private static final Pattern CHOICE = Pattern.compile("one of ([a-z0-9_]+(, [a-z0-9_]+)*)");

  /** Set by the chart, from values of their own. */
  private static final List<String> OF_THE_CHART =
      List.of(
          "tidemark.roles",
          "tidemark.close.timeout",
          "tidemark.http.enabled",
          "tidemark.http.host",
          "tidemark.http.port",
          "tidemark.http.token.",
          "tidemark.http.tls.",
          "tidemark.store.url",
          "tidemark.store.cache",
          "tidemark.store.s3.");

  private SettingsSchema() {}

  static ObjectNode of() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (Setting<?> setting : Settings.CATALOGUE.settings()) {
      if (OF_THE_CHART.stream().noneMatch(setting.name()::startsWith)) {
        properties.set(setting.name(), property(setting));
      }
    }
    return schema;
  }

  private static ObjectNode property(Setting<?> setting) {
    ObjectNode property = JSON.createObjectNode();
    property.put("description", setting.doc());
    property.put("default", setting.secret() ? "" : setting.defaultText());
    String allowed = setting.type().allowed();
    Matcher number = NUMBER.matcher(allowed);
    Matcher choice = CHOICE.matcher(allowed);
    if (number.matches()) {
      property.put("type", "integer");
      property.put("minimum", Long.parseLong(number.group(1)));
      property.put("maximum", Long.parseLong(number.group(2)));
    } else if (choice.matches()) {
      ArrayNode values = property.putArray("enum");
      for (String value : choice.group(1).split(", ", -1)) {
        values.add(value);
      }
    } else if (allowed.equals("true or false")) {
      property.put("type", "boolean");
    } else if (allowed.startsWith("a duration ")) {
      property.put("type", "string");
      property.put("pattern", "^([0-9]+(ms|s|m|h)|PT[0-9.HMS]+)$");
    } else {
      property.putArray("type").add("string").add("number");
    }
    return property;
  }
}
