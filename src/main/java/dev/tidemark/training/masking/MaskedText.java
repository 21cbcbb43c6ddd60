package dev.tidemark.training.masking;

import dev.tidemark.training.loop.Curriculum;
import dev.tidemark.training.loop.Seed;
import dev.tidemark.training.loop.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Chunks in an order that is new each epoch, under masks that are new each epoch. */
public final class MaskedText implements Curriculum<MaskedBatch> {

  private final List<Chunk> chunks;
  private final Masking masking;
  private final int batchSize;
  private final int padTokenId;
  private final long seed;

  public MaskedText(List<Chunk> chunks, Masking masking, int batchSize, int padTokenId, long seed) {
    this.chunks = chunks;
    this.masking = masking;
    this.batchSize = batchSize;
    this.padTokenId = padTokenId;
    this.seed = seed;
  }

  @Override
  public int batches() {
    return (chunks.size() + batchSize - 1) / batchSize;
  }

  @Override
  public IntFunction<Work<MaskedBatch>> epoch(int number) {
    long epochSeed = Seed.of(seed, number);
    List<Integer> order = new ArrayList<>(IntStream.range(0, chunks.size()).boxed().toList());
    Collections.shuffle(order, new Random(epochSeed));
    return index -> {
      Random random = new Random(Seed.of(epochSeed, index));
      int from = index * batchSize;
      List<MaskedRow> rows =
          order.subList(from, Math.min(order.size(), from + batchSize)).stream()
              .map(chunk -> masking.mask(chunks.get(chunk), random))
              .toList();
      return new Work<>(
          MaskedBatch.collate(rows, padTokenId), rows.stream().mapToLong(MaskedRow::length).sum());
    };
  }
}
