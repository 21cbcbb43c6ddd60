package dev.tidemark.app.web;

import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.inference.UntaggableTextException;
import dev.tidemark.ops.api.TextService;
import dev.tidemark.ops.api.UnusableTextException;
import dev.tidemark.ops.api.UnusableTextException.Stage;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggedRecordWriter;
import dev.tidemark.stream.TextRecordReader;
import dev.tidemark.text.FilledRecord;
import dev.tidemark.text.TextRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** The stream's own reader, model and writer, without the stream. */
final class ServedTexts implements TextService {

  private final Tagger tagger;
  private final TextRecordReader reader = new TextRecordReader(InputFormat.JSON);
  private final TaggedRecordWriter writer = new TaggedRecordWriter();

  ServedTexts(Tagger tagger) {
    this.tagger = tagger;
  }

  @Override
  public CompletableFuture<byte[]> tag(byte[] record) {
    return ask(record, (text, tagging) -> writer.write(tagging.record(text)));
  }

  @Override
  public CompletableFuture<byte[]> fill(byte[] record) {
    return ask(record, this::filled);
  }

  private byte[] filled(TextRecord text, Tagging tagging) {
    String model = tagging.fillModel();
    if (model == null) {
      throw HttpProblem.conflict(
          "the model that serves fills no masks; set tidemark.model.fill-mask");
    }
    if (tagging.fills().isEmpty()) {
      throw new UnusableTextException(
          Stage.TAG,
          "no mask in this text; write the model's mask token, e.g. [MASK], where a word is to be found",
          null);
    }
    return writer.write(new FilledRecord(text, tagging.fills(), model));
  }

  private CompletableFuture<byte[]> ask(
      byte[] record, BiFunction<TextRecord, Tagging, byte[]> write) {
    TextRecord text;
    try {
      text = reader.read(record);
    } catch (BrokenInputException e) {
      return CompletableFuture.failedFuture(unusable(Stage.READ, e));
    }
    return tagger
        .submit(text.text(), text.fill())
        .handle(
            (tagging, failure) -> {
              if (failure == null) {
                return requireSmall(write.apply(text, tagging));
              }
              Throwable cause =
                  failure instanceof CompletionException && failure.getCause() != null
                      ? failure.getCause()
                      : failure;
              if (cause instanceof UntaggableTextException) {
                throw unusable(Stage.TAG, cause);
              }
              throw new CompletionException(cause);
            });
  }

  private static byte[] requireSmall(byte[] record) {
    if (record.length > StreamSettings.MAX_RECORD_BYTES) {
      throw new UnusableTextException(
          Stage.WRITE,
          "the tagged record would measure %d bytes, more than the %d allowed"
              .formatted(record.length, StreamSettings.MAX_RECORD_BYTES),
          null);
    }
    return record;
  }

  private static UnusableTextException unusable(Stage stage, Throwable cause) {
    return new UnusableTextException(stage, String.valueOf(cause.getMessage()), cause);
  }
}
