package dev.tidemark.stream;

import dev.tidemark.inference.Tagging;
import dev.tidemark.text.TextRecord;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The topology that one would write first: {@code mapValues}, one text per forward pass. Here to be
 * measured against; it has no dead letters.
 *
 * @param topics where records come from and go to
 * @param tag finds the entities of one text, and returns with them
 */
public record OneByOneTopology(TaggingTopology.Topics topics, Function<String, Tagging> tag)
    implements Supplier<Topology> {

  @Override
  public Topology get() {
    TextRecordReader reader = new TextRecordReader(InputFormat.JSON);
    TaggedRecordWriter writer = new TaggedRecordWriter();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(topics.texts(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .mapValues(value -> tagged(reader, writer, value))
        .to(topics.tagged(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    return builder.build();
  }

  private byte[] tagged(TextRecordReader reader, TaggedRecordWriter writer, byte[] value) {
    TextRecord text = reader.read(value);
    Tagging tagging = tag.apply(text.text());
    return writer.write(tagging.record(text));
  }
}
