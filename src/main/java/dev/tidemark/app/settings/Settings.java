package dev.tidemark.app.settings;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.RestartBudget;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.text.FillOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The settings of Tidemark, each declared once: validation, the environment variables and {@code
 * docs/configuration.md} follow from what stands here.
 */
public final class Settings {

  public static final Setting<String> MODEL_NER =
      Setting.of(
          "tidemark.model.ner",
          SettingType.text(
              "'default', the folder of a checkpoint, NAME@N, or hf://OWNER/NAME[@REVISION]"),
          "default",
          "The model that finds entities: the one that comes with Tidemark, a Hugging Face"
              + " checkpoint folder, a version of the model store, or a model of the Hugging Face"
              + " Hub.");

  public static final Setting<String> MODEL_FILL_MASK =
      Setting.of(
          "tidemark.model.fill-mask",
          SettingType.text("'auto', 'none', or a model as in tidemark.model.ner"),
          "auto",
          "The model that fills mask tokens in texts; auto takes the one that finds entities where"
              + " it has a masked-language-model head, and none otherwise.");

  public static final Setting<Integer> FILL_MASK_TOP_K =
      Setting.of(
          "tidemark.fill-mask.top-k",
          SettingType.integer(1, FillOptions.MOST),
          5,
          "Candidates for a mask token, where a record does not say how many.");

  public static final Setting<String> MODEL_ALIAS =
      Setting.of(
          "tidemark.model.alias",
          SettingType.matching("[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "a name"),
          "live",
          "The alias whose model is served: what was last promoted by this name, else"
              + " tidemark.model.ner. Instances with different aliases can share a store.");

  public static final Setting<String> DEVICE =
      Setting.of(
          "tidemark.device",
          SettingType.matching("auto|cpu|gpu|gpu:\\d{1,3}", "one of auto, cpu, gpu, gpu:N"),
          "auto",
          "Where the model runs; auto takes the first GPU if there is one, else the CPU.");

  public static final Setting<Dtype> DTYPE =
      Setting.of(
          "tidemark.dtype",
          SettingType.choice(Dtype.class),
          Dtype.AUTO,
          "The number format the model computes in; auto keeps the fastest on this device.");

  public static final Setting<Integer> THREADS =
      Setting.of(
          "tidemark.threads",
          SettingType.integer(0, 1024),
          0,
          "CPU cores of the model, each with a batch of its own; 0 stands for all.");

  public static final Setting<Aggregation> AGGREGATION =
      Setting.of(
          "tidemark.aggregation",
          SettingType.choice(Aggregation.class),
          Aggregation.AUTO,
          "How the labels of sub-word tokens become entities; auto is viterbi where the labels"
              + " follow a scheme (BIO, IOE2, BIOES, BILOU), word where they are tags of words,"
              + " else first.");

  public static final Setting<Integer> WINDOW_TOKENS =
      Setting.of(
          "tidemark.window.tokens",
          SettingType.integer(16, 8192),
          512,
          "Longest input of the model, special tokens included; longer texts are cut into"
              + " overlapping windows of this length, or of the model's own limit if that is"
              + " lower.");

  public static final Setting<Integer> WINDOW_STRIDE =
      Setting.of(
          "tidemark.window.stride",
          SettingType.integer(0, 4096),
          128,
          "Tokens that neighbouring windows of a long text share.");

  public static final Setting<Integer> BATCH_MAX_TOKENS =
      Setting.of(
          "tidemark.batch.max-tokens",
          SettingType.integer(0, 1 << 20),
          0,
          "Most tokens in a batch, padding included: its longest text times its number of texts; 0"
              + " measures at the start what is fastest.");

  // At 12,000 tokens a second, a slow CPU, 500,000 take 42 s: within one transaction.
  public static final Setting<Integer> TEXT_MAX_TOKENS =
      Setting.of(
          "tidemark.text.max-tokens",
          SettingType.integer(16, 100_000_000),
          500_000,
          "A longer text becomes a dead letter: it would hold up its partition for longer than a"
              + " transaction may last.");

  public static final Setting<Integer> BATCH_MAX_REQUESTS =
      Setting.of(
          "tidemark.batch.max-requests",
          SettingType.integer(1, 65_536),
          512,
          "Most texts (or windows of long texts) in a batch.");

  public static final Setting<Duration> BATCH_LINGER =
      Setting.of(
          "tidemark.batch.linger",
          SettingType.duration(Duration.ZERO, Duration.ofSeconds(10)),
          Duration.ofMillis(20),
          "Longest time a text waits for others to share its batch.");

  public static final Setting<Integer> STREAM_MAX_IN_FLIGHT =
      Setting.of(
          "tidemark.stream.max-in-flight",
          SettingType.integer(1, 100_000),
          4000,
          "Most records held per partition while the model works; at this many, reading pauses.");

  public static final Setting<Duration> STREAM_PATIENCE =
      Setting.of(
          "tidemark.stream.patience",
          SettingType.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          Duration.ofSeconds(100),
          "Longest wait for the model; after it the stream thread is replaced and reads again.");

  public static final Setting<Duration> RESTART_BACKOFF =
      Setting.of(
          "tidemark.restart.backoff",
          SettingType.duration(Duration.ZERO, RestartBudget.LONGEST_BACK_OFF),
          Duration.ofSeconds(1),
          "Wait before a stream thread that died is replaced for the first time; it doubles each"
              + " time.");

  // A dying thread keeps its partitions while it waits, and other instances a rebalance.
  public static final Setting<Duration> RESTART_BACKOFF_MAX =
      Setting.of(
          "tidemark.restart.backoff-max",
          SettingType.duration(Duration.ZERO, RestartBudget.LONGEST_BACK_OFF),
          Duration.ofSeconds(10),
          "Longest such wait; after five restarts of each thread within five minutes the process"
              + " ends.");

  public static final Setting<Duration> TRANSACTION_TIMEOUT =
      Setting.of(
          "tidemark.transaction.timeout",
          SettingType.duration(Duration.ofSeconds(2), Duration.ofHours(1)),
          Duration.ofSeconds(120),
          "After this the broker aborts what a killed instance left open; until then readers of"
              + " committed records wait.");

  public static final Setting<Integer> STREAM_THREADS =
      Setting.of(
          "tidemark.stream.threads",
          SettingType.integer(1, 256),
          1,
          "Kafka Streams threads of this process; they share one model.");

  public static final Setting<Guarantee> PROCESSING_GUARANTEE =
      Setting.of(
          "tidemark.processing.guarantee",
          SettingType.choice(Guarantee.class),
          Guarantee.EXACTLY_ONCE_V2,
          "Whether a crash may lead to a record being tagged twice (at_least_once) or not.");

  public static final Setting<GroupProtocol> GROUP_PROTOCOL =
      Setting.of(
          "tidemark.group.protocol",
          SettingType.choice(GroupProtocol.class),
          GroupProtocol.CLASSIC,
          "Who assigns partitions to instances: one of them (classic) or the broker (streams).");

  public static final Setting<String> APPLICATION_ID =
      Setting.of(
          "tidemark.application.id",
          SettingType.matching(
              "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,200}",
              "up to 200 letters, digits, dots, dashes and underscores"),
          "tidemark",
          "Names the consumer group; instances with the same id share the work.");

  private static final SettingType<String> TOPIC = SettingType.topic();

  public static final Setting<String> TOPICS_TEXTS =
      Setting.of("tidemark.topics.texts", TOPIC, "texts", "The topic that texts are read from.");

  public static final Setting<String> TOPICS_TAGGED =
      Setting.of(
          "tidemark.topics.tagged",
          TOPIC,
          "tagged",
          "The topic that texts with their entities are written to.");

  public static final Setting<String> TOPICS_DEAD_LETTERS =
      Setting.of(
          "tidemark.topics.dead-letters",
          TOPIC,
          "dead-letters",
          "The topic for records that cannot be tagged, untouched, with the reason in headers.");

  public static final Setting<String> TOPICS_MODEL_EVENTS =
      Setting.of(
          "tidemark.topics.model-events",
          TOPIC,
          "model-events",
          "The compacted topic that says which model is live, and what became of each; where it"
              + " does not exist, tidemark.model.ner is served for good.");

  public static final Setting<String> TOPICS_CORRECTIONS =
      Setting.of(
          "tidemark.topics.corrections",
          TOPIC,
          "corrections",
          "The topic that corrections, made by people, are read from.");

  public static final Setting<String> TOPICS_EXAMPLES =
      Setting.of(
          "tidemark.topics.examples",
          TOPIC,
          "examples",
          "The compacted topic that keeps the last valid correction of each text, to learn from.");

  private static final List<Setting<String>> TOPICS =
      List.of(
          TOPICS_TEXTS,
          TOPICS_TAGGED,
          TOPICS_DEAD_LETTERS,
          TOPICS_CORRECTIONS,
          TOPICS_EXAMPLES,
          IngestSettings.TOPIC_STATE);

  public static final Setting<InputFormat> INPUT_FORMAT =
      Setting.of(
          "tidemark.input.format",
          SettingType.choice(InputFormat.class),
          InputFormat.JSON,
          "What a record holds: a JSON object with a field 'text', or nothing but the text.");

  // Half the producer's transaction timeout of 60 s is the most that leaves room for a slow commit.
  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.of(
          "tidemark.commit.interval",
          SettingType.duration(Duration.ofMillis(10), Duration.ofSeconds(30)),
          Duration.ofMillis(500),
          "How often results are committed; with exactly_once_v2 readers see them only then.");

  public static final Setting<Set<Role>> ROLES =
      Setting.of(
          "tidemark.roles",
          SettingType.choicesOf(Role.class),
          Set.of(Role.TAGGER),
          "What this process does.");

  // Kubernetes kills a pod 30 s after asking it to stop.
  public static final Setting<Duration> CLOSE_TIMEOUT =
      Setting.of(
          "tidemark.close.timeout",
          SettingType.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
          Duration.ofSeconds(25),
          "Longest time a stop waits for the records in flight; what is not done by then is"
              + " read again at the next start.");

  /** All there are, in the order in which they are documented. */
  public static final Catalogue CATALOGUE =
      new Catalogue(
              List.of(
                  MODEL_NER,
                  MODEL_FILL_MASK,
                  FILL_MASK_TOP_K,
                  MODEL_ALIAS,
                  DEVICE,
                  DTYPE,
                  THREADS,
                  AGGREGATION,
                  WINDOW_TOKENS,
                  WINDOW_STRIDE,
                  TEXT_MAX_TOKENS,
                  BATCH_MAX_TOKENS,
                  BATCH_MAX_REQUESTS,
                  BATCH_LINGER,
                  ROLES,
                  APPLICATION_ID,
                  TOPICS_TEXTS,
                  TOPICS_TAGGED,
                  TOPICS_DEAD_LETTERS,
                  TOPICS_MODEL_EVENTS,
                  TOPICS_CORRECTIONS,
                  TOPICS_EXAMPLES,
                  INPUT_FORMAT,
                  PROCESSING_GUARANTEE,
                  GROUP_PROTOCOL,
                  COMMIT_INTERVAL,
                  STREAM_THREADS,
                  STREAM_MAX_IN_FLIGHT,
                  STREAM_PATIENCE,
                  RESTART_BACKOFF,
                  RESTART_BACKOFF_MAX,
                  TRANSACTION_TIMEOUT,
                  CLOSE_TIMEOUT),
              List.of(
                  new Catalogue.Rule(
                      "tidemark.window.stride must be at least 3 less than tidemark.window.tokens,"
                          + " or the windows of a long text never advance past their two special"
                          + " tokens",
                      List.of(WINDOW_STRIDE, WINDOW_TOKENS),
                      c -> c.get(WINDOW_STRIDE) + 3 <= c.get(WINDOW_TOKENS)),
                  new Catalogue.Rule(
                      "tidemark.batch.max-tokens must not be less than tidemark.window.tokens, or a"
                          + " full window fits no batch",
                      List.of(BATCH_MAX_TOKENS, WINDOW_TOKENS),
                      c ->
                          c.get(BATCH_MAX_TOKENS) == 0
                              || c.get(BATCH_MAX_TOKENS) >= c.get(WINDOW_TOKENS)),
                  new Catalogue.Rule(
                      "tidemark.stream.patience must be less than tidemark.transaction.timeout, or"
                          + " the broker aborts what the model is still working on",
                      List.of(STREAM_PATIENCE, TRANSACTION_TIMEOUT),
                      c -> c.get(STREAM_PATIENCE).compareTo(c.get(TRANSACTION_TIMEOUT)) < 0),
                  new Catalogue.Rule(
                      "tidemark.restart.backoff must not be more than tidemark.restart.backoff-max",
                      List.of(RESTART_BACKOFF, RESTART_BACKOFF_MAX),
                      c -> c.get(RESTART_BACKOFF).compareTo(c.get(RESTART_BACKOFF_MAX)) <= 0),
                  new Catalogue.Rule(
                      "tidemark.topics.* must be different topics, or Tidemark reads what it wrote",
                      List.copyOf(TOPICS),
                      c -> TOPICS.stream().map(c::get).distinct().count() == TOPICS.size())))
          .and(StoreSettings.ALL)
          .and(TrainerSettings.ALL)
          .and(GuardSettings.ALL)
          .and(HttpSettings.ALL)
          .and(IngestSettings.ALL)
          .and(LogSettings.ALL)
          .and(HealthSettings.ALL)
          .and(TracingSettings.ALL);

  private Settings() {}
}
