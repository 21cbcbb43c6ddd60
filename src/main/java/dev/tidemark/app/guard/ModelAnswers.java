package dev.tidemark.app.guard;

import dev.tidemark.adaptation.ExampleKey;
import dev.tidemark.text.LabelledSpan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What models of the store say of texts. Models stay loaded until {@link #release}, answers longer:
 * a text is put to a model once.
 *
 * <p>Threading notes: one thread.
 */
public final class ModelAnswers implements AutoCloseable {

  /** Where models come from. */
  public interface Source {

    /** Loads a model, as the alias names it. */
    Answers load(String model) throws IOException;

    /** What records say of it: {@code newswire@5} for {@code default}. */
    String version(String model) throws IOException;
  }

  private record Asked(String model, String text) {}

  private static final int MOST_ANSWERS = 2000;
  private static final Duration RETRY = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(ModelAnswers.class);

  private final Source source;
  private final InstantSource clock;
  private final Map<String, Answers> loaded = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, Instant> notBefore = new HashMap<>();
  private final Map<Asked, List<LabelledSpan>> said =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, List<LabelledSpan>> eldest) {
          return size() > MOST_ANSWERS;
        }
      };

  public ModelAnswers(Source source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** Empty where the model is lost, or cannot be read for now; that is logged. */
  Optional<List<List<LabelledSpan>>> of(String model, List<String> texts) {
    List<Asked> asked = texts.stream().map(text -> new Asked(model, ExampleKey.of(text))).toList();
    List<Integer> open = new ArrayList<>();
    Map<Asked, List<LabelledSpan>> answers = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      List<LabelledSpan> known = said.get(asked.get(i));
      if (known == null) {
        open.add(i);
      } else {
        answers.put(asked.get(i), known);
      }
    }
    if (!open.isEmpty()) {
      if (isResting(model)) {
        return Optional.empty();
      }
      try {
        List<List<LabelledSpan>> fresh =
            loaded(model).of(open.stream().<String>map(texts::get).toList());
        for (int i = 0; i < open.size(); i++) {
          said.put(asked.get(open.get(i)), fresh.get(i));
          answers.put(asked.get(open.get(i)), fresh.get(i));
        }
      } catch (IOException | RuntimeException e) {
        rest(model, e);
        return Optional.empty();
      }
    }
    return Optional.of(asked.stream().<List<LabelledSpan>>map(answers::get).toList());
  }

  /** What records say of a model; empty where it is lost. */
  public Optional<String> version(String model) {
    String known = versions.get(model);
    if (known != null) {
      return Optional.of(known);
    }
    if (isResting(model)) {
      return Optional.empty();
    }
    try {
      String version = source.version(model);
      versions.put(model, version);
      return Optional.of(version);
    } catch (IOException | RuntimeException e) {
      rest(model, e);
      return Optional.empty();
    }
  }

  private Answers loaded(String model) throws IOException {
    Answers answers = loaded.get(model);
    if (answers == null) {
      answers = source.load(model);
      loaded.put(model, answers);
    }
    return answers;
  }

  private boolean isResting(String model) {
    Instant until = notBefore.get(model);
    return until != null && clock.instant().isBefore(until);
  }

  private void rest(String model, Exception why) {
    LOG.warn("{} cannot be asked ({}); tried again in {}", model, why.getMessage(), RETRY);
    notBefore.put(model, clock.instant().plus(RETRY));
  }

  /** Gives the models' memory back; what they said is still known. */
  public void release() {
    loaded.values().forEach(Answers::close);
    loaded.clear();
  }

  @Override
  public void close() {
    release();
  }
}
