package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.TaggedRecord;
import dev.tidemark.text.TextRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A news item of 0.7 KB as it comes from Kafka, and as it goes back with four entities. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordJsonBenchmark {

  private static final String TEXT =
      "The harbour authority of Rødvik said on Tuesday that the ferry “Ada Lindqvist” would stay in"
          + " port until inspectors of the Northern Maritime Board have looked at its engines. No"
          + " one was hurt when it ran aground off Sollund in heavy fog, spokeswoman Ilse Okafor"
          + " said.";

  private static final String JSON =
      """
      {"id":"item-20483","date":"2026-11-20","category":"Disasters and accidents","text":"%s",\
      "links":[{"start":25,"end":31,"anchor":"Rødvik","target":"Rødvik"},{"start":64,"end":77,\
      "anchor":"Ada Lindqvist","target":"MS_Ada_Lindqvist"}],"sources":[{"name":"Harbour Post",\
      "url":"https://news.example/2026/11/20/ferry-aground-off-sollund"}],"licence":"CC BY 4.0",\
      "priority":3,"weight":0.25}"""
          .formatted(TEXT);

  private final byte[] value = JSON.getBytes(UTF_8);
  private final TextRecordReader reader = new TextRecordReader(InputFormat.JSON);
  private final TaggedRecordWriter writer = new TaggedRecordWriter();
  private final TaggedRecord tagged =
      new TaggedRecord(
          reader.read(value),
          entities("LOC Rødvik", "ORG Northern Maritime Board", "LOC Sollund", "PER Ilse Okafor"),
          "newswire@3",
          1);

  @Benchmark
  public TextRecord read() {
    return reader.read(value);
  }

  @Benchmark
  public byte[] write() {
    return writer.write(tagged);
  }

  private static List<EntitySpan> entities(String... typesAndTexts) {
    List<EntitySpan> entities = new ArrayList<>();
    for (String each : typesAndTexts) {
      String name = each.substring(4);
      int start = TEXT.indexOf(name);
      entities.add(
          new EntitySpan(each.substring(0, 3), start, start + name.length(), name, 0.9873f));
    }
    return entities;
  }
}
