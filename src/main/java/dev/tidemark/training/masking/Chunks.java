package dev.tidemark.training.masking;

import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts texts one after another and cuts them into chunks of one length, as the Hugging Face course
 * does in its chapter on masked language modelling: short texts waste nothing, long ones lose
 * nothing. Unlike there every chunk begins and ends as a text does, which is how the model will see
 * texts, and the last, shorter one is kept.
 *
 * <p>Threading notes: one thread.
 */
public final class Chunks {

  private final Tokenizer tokenizer;
  private final int content;
  private final List<Chunk> full = new ArrayList<>();
  private final int[] ids;
  private final int[] words;
  private int size;
  private int word = -1;

  /**
   * @param length tokens of a chunk, special tokens included
   */
  public Chunks(Tokenizer tokenizer, int length) {
    this.tokenizer = tokenizer;
    this.content = length - tokenizer.special().count();
    if (content < 1) {
      throw new IllegalArgumentException(
          "chunks of %d tokens leave no room for text".formatted(length));
    }
    this.ids = new int[content];
    this.words = new int[content];
  }

  /** Cuts all texts. */
  public static List<Chunk> of(Iterable<String> texts, Tokenizer tokenizer, int length) {
    Chunks chunks = new Chunks(tokenizer, length);
    texts.forEach(chunks::add);
    return chunks.finish();
  }

  /** Appends a text. */
  public void add(String text) {
    Tokens tokens = tokenizer.encode(text);
    if (tokens.size() == 0) {
      return;
    }
    if (size > 0) {
      for (int separator : tokenizer.special().after()) {
        appendSpecial(separator);
      }
    }
    for (int i = 0; i < tokens.size(); i++) {
      append(tokens.ids()[i], tokens.subword()[i]);
    }
  }

  /** All chunks, the last one perhaps shorter. */
  public List<Chunk> finish() {
    if (size > 0) {
      cut();
    }
    return List.copyOf(full);
  }

  private void append(int id, boolean subword) {
    makeRoom();
    if (!subword || word < 0) {
      word++; // a word cut in two is a word on either side
    }
    put(id, word);
  }

  private void appendSpecial(int id) {
    makeRoom();
    put(id, -1);
  }

  private void makeRoom() {
    if (size == content) {
      cut();
    }
  }

  private void put(int id, int owner) {
    ids[size] = id;
    words[size] = owner;
    size++;
  }

  private void cut() {
    int[] before = tokenizer.special().before();
    int[] row = tokenizer.special().wrap(ids, 0, size);
    int[] owners = new int[row.length];
    java.util.Arrays.fill(owners, -1);
    System.arraycopy(words, 0, owners, before.length, size);
    full.add(new Chunk(row, owners));
    size = 0;
    word = -1;
  }
}
