package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.List;

/** What a program is for: its heads, what it is given besides tokens and lengths, what it gives. */
enum Purpose {
  /** {@code (tokens int32 [batch, length], lengths int32 [batch])} → label probabilities. */
  TAG(
      "",
      "Tensor",
      """
          logits = {tags}
          return torch.softmax(logits, -1, 6)
      """),

  /**
   * {@code (tokens, lengths, labels int32 [batch, length], weights fp32 [batch])} → loss, label
   * probabilities.
   */
  TRAIN_TAGS(
      ", labels: Tensor, weights: Tensor",
      "Tuple[Tensor, Tensor]",
      """
          logits = {tags}
          loss = __torch__.token_loss(logits, labels, weights, )
          return (loss, torch.softmax(torch.detach(logits), -1, 6))
      """),

  /**
   * {@code (tokens, lengths, places int32 [n], targets int64 [n])} → mean loss, targets hit by the
   * likeliest word and by the five likeliest (both 0 while training).
   */
  TRAIN_WORDS(
      ", places: Tensor, targets: Tensor",
      "Tuple[Tensor, Tensor]",
      """
          scores = {words}
          loss = torch.cross_entropy_loss(scores, targets)
          if self.training:
            found = torch.zeros([2], dtype=6, layout=None, device=ops.prim.device(scores))
          else:
            found = __torch__.hits(scores, targets, )
          return (loss, found)
      """),

  /**
   * Both of the above on one encoder, a batch of one kind at a time: {@code (tokens, lengths,
   * labels, weights, places, targets)}, with no places for labelled rows → what {@link #TRAIN_TAGS}
   * gives, else what {@link #TRAIN_WORDS} gives.
   */
  TRAIN_BOTH(
      TRAIN_TAGS.arguments + TRAIN_WORDS.arguments,
      "Tuple[Tensor, Tensor]",
      """
          if torch.eq(torch.size(places, 0), 0):
            logits = {tags}
            loss = __torch__.token_loss(logits, labels, weights, )
            found = torch.softmax(torch.detach(logits), -1, 6)
          else:
            scores = {words}
            loss = torch.cross_entropy_loss(scores, targets)
            if self.training:
              found = torch.zeros([2], dtype=6, layout=None, device=ops.prim.device(scores))
            else:
              found = __torch__.hits(scores, targets, )
          return (loss, found)
      """),

  /**
   * {@code (tokens, lengths, masks int32 [n], targets int64 [n, t], count int32 [])} → the {@code
   * count} likeliest words of each mask int32 [n, count] and their probabilities [n, count], the
   * probabilities of the targets [n, t]; n is at least 1. Probabilities are fp32.
   */
  FILL(
      ", masks: Tensor, targets: Tensor, count: Tensor",
      "Tuple[Tensor, Tensor, Tensor]",
      """
          words = annotate(List[Tensor], [])
          shares = annotate(List[Tensor], [])
          asked = annotate(List[Tensor], [])
          groups = torch.split(masks, {masks_at_a_time})
          wanted = torch.split(targets, {masks_at_a_time})
          for i in range(torch.len(groups)):
            places = groups[i]
            share = torch.softmax({words}, -1, 6)
            top, word = torch.topk(share, int(count))
            words = torch.append(words, torch.to(word, 3))
            shares = torch.append(shares, top)
            asked = torch.append(asked, torch.gather(share, 1, wanted[i]))
          return (torch.cat(words), torch.cat(shares), torch.cat(asked))
      """),

  /**
   * Two functions on one set of weights: {@code forward} is that of {@link #TAG}, for batches
   * without masks; {@link EncoderProgram#TAG_AND_FILL} takes what {@link #FILL} takes and gives
   * label probabilities and what {@link #FILL} gives, from one pass through the encoder.
   */
  TAG_AND_FILL(
      FILL.arguments,
      "Tuple[Tensor, Tensor, Tensor, Tensor]",
      FILL.body.replace("return (", "return (torch.softmax({tags}, -1, 6), "));

  final String arguments;
  final String result;
  final String body;

  /**
   * @param arguments besides tokens and lengths
   */
  Purpose(String arguments, String result, String body) {
    this.arguments = arguments;
    this.result = result;
    this.body = body;
  }

  List<Head> heads() {
    return switch (this) {
      case TAG, TRAIN_TAGS -> List.of(Head.TAGS);
      case FILL, TRAIN_WORDS -> List.of(Head.WORDS);
      case TAG_AND_FILL, TRAIN_BOTH -> List.of(Head.TAGS, Head.WORDS);
    };
  }

  boolean trains() {
    return switch (this) {
      case TAG, FILL, TAG_AND_FILL -> false;
      case TRAIN_TAGS, TRAIN_WORDS, TRAIN_BOTH -> true;
    };
  }

  /** What stands on top of the encoder. */
  enum Head {
    /** Labels of tokens. */
    TAGS,

    /** Words at masked places. */
    WORDS;

    List<String> tensors() {
      return switch (this) {
        case TAGS -> List.of("classifier.weight", "classifier.bias");
        case WORDS ->
            List.of(
                Checkpoint.WORD_HEAD + "transform.dense.weight",
                Checkpoint.WORD_HEAD + "transform.dense.bias",
                Checkpoint.WORD_HEAD + "transform.LayerNorm.weight",
                Checkpoint.WORD_HEAD + "transform.LayerNorm.bias",
                Checkpoint.WORD_HEAD + "bias");
      };
    }
  }
}
