package dev.tidemark.training.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.token.InputToken;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.torch.HuggingFaceTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskingTest {

  private static final int MASK = TinyBert.VOCABULARY.indexOf("[MASK]");
  private static final int CLS = TinyBert.VOCABULARY.indexOf("[CLS]");
  private static final int SEP = TinyBert.VOCABULARY.indexOf("[SEP]");
  private static final int SIZE = TinyBert.VOCABULARY.size();

  /** Read back one after another, the chunks are the texts, with a [SEP] between. */
  @Test
  void chunksHoldEveryTokenOnceAndInOrder() {
    Random random = Seeds.random("MaskingTest.chunksHoldEveryTokenOnceAndInOrder");
    try (HuggingFaceTokens tokenizer = HuggingFaceTokens.of(TinyBert.ofSeed(1).checkpoint())) {
      for (int run = 0; run < 50; run++) {
        List<String> texts = texts(random);
        int length = 3 + random.nextInt(30);
        List<Integer> expected = new ArrayList<>();
        for (String text : texts) {
          int[] ids = tokenizer.encode(text).ids();
          if (ids.length > 0 && !expected.isEmpty()) {
            expected.add(SEP);
          }
          Arrays.stream(ids).forEach(expected::add);
        }

        List<Chunk> chunks = Chunks.of(texts, tokenizer, length);

        List<Integer> actual = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
          Chunk chunk = chunks.get(i);
          if (i + 1 < chunks.size()) {
            assertThat(chunk.length()).isEqualTo(length);
          }
          assertThat(chunk.ids()[0]).isEqualTo(CLS);
          assertThat(chunk.ids()[chunk.length() - 1]).isEqualTo(SEP);
          for (int t = 1; t + 1 < chunk.length(); t++) {
            actual.add(chunk.ids()[t]);
            assertThat(chunk.words()[t] < 0).isEqualTo(chunk.ids()[t] == SEP);
          }
        }
        // A text that starts where a chunk does needs no separator from the one before.
        assertThat(withoutSeparators(actual)).isEqualTo(withoutSeparators(expected));
        assertThat(actual.size()).isBetween(expected.size() - chunks.size(), expected.size());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Masking.Kind.class)
  void theSharesAreThoseOfThePaperAndTheCourse(Masking.Kind kind) {
    Random random = Seeds.random("MaskingTest.theShares " + kind);
    Masking masking = Masking.usual(kind, MASK, SIZE);
    int tokens = 0;
    int asked = 0;
    int masked = 0;
    int kept = 0;
    int words = 0;
    Set<String> hiddenWords = new HashSet<>();
    for (int c = 0; c < 400; c++) {
      Chunk chunk = chunk(random);
      words += Arrays.stream(chunk.words()).max().orElse(-1) + 1;
      MaskedRow row = masking.mask(chunk, random);
      tokens += chunk.length() - 2;
      asked += row.places().length;
      for (int i = 0; i < row.places().length; i++) {
        int place = row.places()[i];
        assertThat(row.targets()[i]).isEqualTo(InputToken.id(chunk.ids()[place]));
        assertThat(chunk.words()[place]).isNotNegative();
        masked += row.ids()[place] == MASK ? 1 : 0;
        kept += row.ids()[place] == chunk.ids()[place] ? 1 : 0;
        hiddenWords.add(c + " " + chunk.words()[place]);
      }
      Set<Integer> places = new HashSet<>(Arrays.stream(row.places()).boxed().toList());
      for (int i = 0; i < chunk.length(); i++) {
        if (!places.contains(i)) {
          assertThat(row.ids()[i]).isEqualTo(chunk.ids()[i]);
        }
        if (kind == Masking.Kind.WHOLE_WORD && chunk.words()[i] >= 0) {
          assertThat(places.contains(i))
              .isEqualTo(hiddenWords.contains(c + " " + chunk.words()[i]));
        }
      }
    }
    if (kind == Masking.Kind.RANDOM) {
      assertThat((double) asked / tokens).isCloseTo(0.15, within(0.01));
      assertThat((double) masked / asked).isCloseTo(0.8, within(0.02));
      assertThat((double) kept / asked).isCloseTo(0.1, within(0.02));
    } else {
      assertThat((double) hiddenWords.size() / words).isCloseTo(0.2, within(0.015));
      assertThat(masked).isEqualTo(asked);
    }
  }

  @Test
  void frozenMasksAreTheSameEachTimeAndFreshOnesAreNot() {
    Random random = Seeds.random("MaskingTest.frozen");
    Masking masking = Masking.usual(Masking.Kind.RANDOM, MASK, SIZE);
    List<Chunk> chunks = List.of(chunk(random), chunk(random));

    List<MaskedRow> once = masking.frozen(chunks, 5);
    List<MaskedRow> again = masking.frozen(chunks, 5);
    List<MaskedRow> other = masking.frozen(chunks, 6);
    for (int i = 0; i < 2; i++) {
      assertThat(again.get(i)).usingRecursiveComparison().isEqualTo(once.get(i));
      assertThat(other.get(i).places()).isNotEqualTo(once.get(i).places());
    }
  }

  @Test
  void aChunkOfOneTokenAsksAboutIt() {
    Chunk one = new Chunk(new int[] {CLS, 9, SEP}, new int[] {-1, 0, -1});
    for (Masking.Kind kind : Masking.Kind.values()) {
      MaskedRow row = Masking.usual(kind, MASK, SIZE).mask(one, new Random(1));
      assertThat(row.places()).containsExactly(1);
      assertThat(row.targets()).containsExactly(9);
    }
    Chunk none = new Chunk(new int[] {CLS, SEP}, new int[] {-1, -1});
    assertThat(Masking.usual(Masking.Kind.RANDOM, MASK, SIZE).mask(none, new Random(1)).places())
        .isEmpty();
  }

  /** 200 tokens of words of one to three tokens, some with a casing type. */
  private static Chunk chunk(Random random) {
    int[] ids = new int[202];
    int[] words = new int[202];
    ids[0] = CLS;
    ids[201] = SEP;
    words[0] = -1;
    words[201] = -1;
    int word = 0;
    for (int i = 1; i < 201; i++) {
      ids[i] = InputToken.of(5 + random.nextInt(SIZE - 5), random.nextInt(4));
      words[i] = word;
      word += random.nextBoolean() ? 1 : 0;
    }
    return new Chunk(ids, words);
  }

  private static List<Integer> withoutSeparators(List<Integer> ids) {
    return ids.stream().filter(id -> id != SEP).toList();
  }

  private static List<String> texts(Random random) {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      texts.add("ada lovelace met paris. ".repeat(random.nextInt(8)));
    }
    return texts;
  }
}
