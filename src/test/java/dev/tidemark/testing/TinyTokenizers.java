package dev.tidemark.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small {@code tokenizer.json} files of the kinds that are not WordPiece. */
public final class TinyTokenizers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SPECIAL = List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>");

  private TinyTokenizers() {}

  /**
   * Byte-level BPE as RoBERTa has it: every byte, {@code Paris} and {@code ĠParis}, {@code Ġthe}
   * and {@code Ġ.}.
   *
   * @param trimOffsets whether the file asks for offsets without the leading blank
   */
  public static ObjectNode bpe(boolean trimOffsets) {
    Map<String, Integer> vocab = new LinkedHashMap<>();
    SPECIAL.forEach(token -> vocab.put(token, vocab.size()));
    for (char c : alphabet()) {
      vocab.put(String.valueOf(c), vocab.size());
    }
    ArrayNode merges = JSON.createArrayNode();
    for (String merge :
        List.of("P a", "Pa r", "Par i", "Pari s", "Ġ Paris", "Ġ t", "h e", "Ġt he", "Ġ .")) {
      merges.add(merge);
      vocab.putIfAbsent(merge.replace(" ", ""), vocab.size());
    }
    ObjectNode file = file(true);
    file.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", trimOffsets)
        .put("use_regex", true);
    ObjectNode post = file.putObject("post_processor").put("type", "RobertaProcessing");
    post.putArray("sep").add("</s>").add(2);
    post.putArray("cls").add("<s>").add(0);
    post.put("trim_offsets", trimOffsets).put("add_prefix_space", false);
    file.set("decoder", file.get("pre_tokenizer").deepCopy());
    ObjectNode model = file.putObject("model").put("type", "BPE").putNull("dropout");
    model.putNull("unk_token").put("continuing_subword_prefix", "");
    model.put("end_of_word_suffix", "").put("fuse_unk", false);
    model.set("vocab", JSON.valueToTree(vocab));
    model.set("merges", merges);
    return file;
  }

  /**
   * SentencePiece's Unigram as XLM-RoBERTa has it: every ASCII letter, alone and after a blank,
   * some punctuation, {@code ▁Paris}, {@code 東京}, and the blank itself.
   *
   * @param splitFirst whether the text is cut at white space first, as older files do
   */
  public static ObjectNode unigram(boolean splitFirst) {
    ArrayNode vocab = JSON.createArrayNode();
    SPECIAL.subList(0, 4).forEach(token -> vocab.addArray().add(token).add(0.0));
    vocab.addArray().add("▁").add(-3.0);
    vocab.addArray().add("▁Paris").add(-5.0);
    vocab.addArray().add("東京").add(-5.0);
    for (String piece : List.of(",", ".", "-", "'", "ï")) {
      vocab.addArray().add(piece).add(-6.0);
    }
    for (char c = 'a'; c <= 'z'; c++) {
      vocab.addArray().add(String.valueOf(c)).add(-8.0);
      vocab.addArray().add("▁" + c).add(-9.0);
      vocab.addArray().add(String.valueOf(c).toUpperCase(java.util.Locale.ROOT)).add(-8.0);
    }
    int mask = vocab.size();
    vocab.addArray().add("<mask>").add(0.0);
    ObjectNode file = file(false);
    ((ObjectNode) file.get("added_tokens").get(4)).put("id", mask);
    ObjectNode replace = file.putObject("normalizer").put("type", "Replace").put("content", " ");
    replace.putObject("pattern").put("Regex", " {2,}");
    ObjectNode metaspace = JSON.createObjectNode().put("type", "Metaspace").put("replacement", "▁");
    metaspace.put("prepend_scheme", "always").put("split", true);
    if (splitFirst) {
      ArrayNode steps =
          file.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
      steps.addObject().put("type", "WhitespaceSplit");
      steps.add(metaspace);
    } else {
      file.set("pre_tokenizer", metaspace);
    }
    file.set("decoder", metaspace.deepCopy());
    ObjectNode template = file.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    single.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    single.addObject().putObject("SpecialToken").put("id", "</s>").put("type_id", 0);
    template.set("pair", single.deepCopy());
    ObjectNode special = template.putObject("special_tokens");
    for (String name : List.of("<s>", "</s>")) {
      ObjectNode token = special.putObject(name).put("id", name);
      token.putArray("ids").add(SPECIAL.indexOf(name));
      token.putArray("tokens").add(name);
    }
    ObjectNode model = file.putObject("model").put("type", "Unigram").put("unk_id", 3);
    model.put("byte_fallback", false).set("vocab", vocab);
    return file;
  }

  private static ObjectNode file(boolean normalized) {
    ObjectNode file = JSON.createObjectNode().put("version", "1.0");
    file.putNull("truncation").putNull("padding");
    ArrayNode added = file.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      String token = SPECIAL.get(id);
      added
          .addObject()
          .put("id", id)
          .put("content", token)
          .put("single_word", false)
          .put("lstrip", token.equals("<mask>")) // the blank before a hidden word goes with it
          .put("rstrip", false)
          .put("normalized", normalized && !token.equals("<mask>"))
          .put("special", true);
    }
    file.putNull("normalizer").putNull("pre_tokenizer");
    return file;
  }

  /** The characters that stand for the 256 bytes (GPT-2): themselves where they can be seen. */
  private static List<Character> alphabet() {
    List<Character> seen = new ArrayList<>();
    List<Character> shifted = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      boolean visible = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      if (visible) {
        seen.add((char) b);
      } else {
        shifted.add((char) (256 + shifted.size()));
      }
    }
    seen.addAll(shifted);
    return seen;
  }

  public static byte[] bytes(ObjectNode file) {
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }
}
