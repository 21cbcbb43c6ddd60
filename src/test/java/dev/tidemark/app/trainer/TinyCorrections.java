package dev.tidemark.app.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sentences of {@link TinyLanguage} as records of the topic {@code corrections}. */
public final class TinyCorrections {

  private TinyCorrections() {}

  public static void send(Properties connection, String topic, List<List<String>> sentences) {
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < sentences.size(); i++) {
        String id = "doc-" + i;
        var unused =
            producer.send(new ProducerRecord<>(topic, id, correction(id, sentences.get(i))));
      }
      producer.flush();
    }
  }

  private static byte[] correction(String id, List<String> lines) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("id", id).put("annotator", "ann");
    ArrayNode entities = json.putArray("entities");
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      String[] parts = line.split("\t", -1);
      if (!text.isEmpty()) {
        text.append(' ');
      }
      if (!parts[1].equals("O")) {
        entities
            .addObject()
            .put("type", parts[1].substring(2))
            .put("start", text.length())
            .put("end", text.length() + parts[0].length());
      }
      text.append(parts[0]);
    }
    return json.put("text", text.toString())
        .put("at", "2026-11-23T12:00:00Z")
        .toString()
        .getBytes(UTF_8);
  }
}
