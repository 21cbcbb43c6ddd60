package dev.tidemark.model.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.checkpoint.CheckpointException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Hub says a repository holds at one commit.
 *
 * @param commit full hash
 * @param files what the Hub tells of each file, by its name
 */
record Repository(HubModel model, String commit, Map<String, JsonNode> files) {

  private static final ObjectMapper JSON = new ObjectMapper();

  Repository {
    if (!HubModel.isCommit(commit)) {
      throw new HubException(
          "the Hub names no commit of %s; is HF_ENDPOINT a Hugging Face Hub?".formatted(model));
    }
    for (String name : files.keySet()) {
      if (leadsAstray(name)) {
        throw new ModelUnavailableException(
            "%s lists a file '%s', which could lead out of its folder: the repository is refused"
                .formatted(model, printable(name)));
      }
    }
  }

  /** Reads the answer of {@code /api/models/OWNER/NAME/revision/REVISION?blobs=true}. */
  static Repository parse(HubModel model, byte[] json) {
    JsonNode answer;
    try {
      answer = JSON.readTree(json);
    } catch (IOException e) {
      throw new HubException(
          "what the Hub answers about %s is not JSON; is HF_ENDPOINT a Hugging Face Hub?"
              .formatted(model),
          e);
    }
    Map<String, JsonNode> files = new LinkedHashMap<>();
    for (JsonNode file : answer.path("siblings")) {
      files.put(file.path("rfilename").asText(), file);
    }
    return new Repository(model, answer.path("sha").asText(), files);
  }

  /**
   * All but the weights, the configuration first: what cannot be used is then known before anything
   * large is fetched.
   *
   * @throws ModelUnavailableException when a file that Tidemark cannot do without is not there
   * @throws CheckpointException when there are no weights but pickles
   */
  List<RemoteFile> smallFiles() {
    boolean sharded = !files.containsKey(ModelFiles.WEIGHTS);
    if (sharded && !files.containsKey(ModelFiles.WEIGHTS_INDEX)) {
      throw noWeights();
    }
    for (String name : ModelFiles.REQUIRED) {
      if (!files.containsKey(name)) {
        throw new ModelUnavailableException(missing(name));
      }
    }
    List<RemoteFile> wanted = new ArrayList<>();
    for (String name : ModelFiles.REQUIRED) {
      wanted.add(file(name));
    }
    for (String name : ModelFiles.OPTIONAL) {
      if (files.containsKey(name)) {
        wanted.add(file(name));
      }
    }
    if (sharded) {
      wanted.add(file(ModelFiles.WEIGHTS_INDEX));
    }
    return wanted;
  }

  /**
   * The weights.
   *
   * @param shards as the index names them; null where there is no index
   */
  List<RemoteFile> weights(@Nullable List<String> shards) {
    return shards == null
        ? List.of(file(ModelFiles.WEIGHTS))
        : shards.stream().map(this::file).toList();
  }

  private RemoteFile file(String name) {
    JsonNode file = files.get(name);
    if (file == null) {
      throw new ModelUnavailableException(
          "%s names a shard %s that the repository does not hold".formatted(model, name));
    }
    JsonNode lfs = file.path("lfs");
    return lfs.isObject()
        ? new RemoteFile(name, lfs.path("size").asLong(-1), lfs.path("sha256").asText())
        : new RemoteFile(name, file.path("size").asLong(-1), file.path("blobId").asText());
  }

  private RuntimeException noWeights() {
    List<String> pickles =
        files.keySet().stream()
            .filter(name -> !name.contains("/") && CheckpointException.isPickle(name))
            .toList();
    if (pickles.isEmpty()) {
      return new ModelUnavailableException(missing(ModelFiles.WEIGHTS));
    }
    String argument =
        "'%s'%s"
            .formatted(
                model.repository(),
                model.revision().equals(HubModel.DEFAULT_REVISION)
                    ? ""
                    : ", revision='" + model.revision() + "'");
    return CheckpointException.onlyPickles(model, pickles, argument);
  }

  private String missing(String name) {
    return "%s holds no %s, so Tidemark cannot read it%s"
        .formatted(
            model,
            name,
            name.equals(ModelFiles.TOKENIZER)
                ? "; transformers writes one: AutoTokenizer.from_pretrained('%s').save_pretrained('DIR')"
                    .formatted(model.repository())
                : "");
  }

  /** Absolute, or with a step upwards, on any operating system. */
  private static boolean leadsAstray(String name) {
    for (String step : name.split("[/\\\\]", -1)) {
      if (step.isBlank() || step.equals(".") || step.equals("..")) {
        return true;
      }
    }
    return name.chars().anyMatch(c -> c < ' ') || name.matches("[A-Za-z]:.*");
  }

  private static String printable(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
