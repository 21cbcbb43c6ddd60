package dev.tidemark.model.hub;

import dev.tidemark.model.hub.HubClient.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file to the end: takes up what an earlier attempt left, tries again when the line
 * breaks, and gives it its name only once size and checksum are right.
 */
final class BlobDownload {

  /** So much more of a file is progress: the attempts are counted anew. */
  private static final long PROGRESS = 1 << 20;

  private final HubModel model;
  private final RemoteFile file;
  private final HubCache cache;
  private final HubClient client;
  private final AnswerCheck check;
  private final Retries retries;
  private final DownloadListener listener;
  private boolean connected;

  BlobDownload(
      HubModel model,
      RemoteFile file,
      HubCache cache,
      HubClient client,
      AnswerCheck check,
      Retries retries,
      DownloadListener listener) {
    this.model = model;
    this.file = file;
    this.cache = cache;
    this.client = client;
    this.check = check;
    this.retries = retries;
    this.listener = listener;
  }

  /**
   * Makes the blob be there.
   *
   * @throws IOException when the cache cannot be written
   */
  void fetch(URI uri) throws IOException, InterruptedException {
    Path blob = cache.blob(model, file);
    if (HubCache.size(blob) == file.size()) {
      return;
    }
    Files.createDirectories(blob.getParent());
    Runnable busy =
        () -> listener.notice("waiting for another process that fetches " + file.name());
    BlobLock lock = BlobLock.of(cache.lock(model, file), busy);
    try {
      if (HubCache.size(blob) != file.size()) { // else the other one has fetched it
        fetchAlone(uri, blob);
      }
    } finally {
      lock.close();
    }
  }

  private void fetchAlone(URI uri, Path blob) throws IOException, InterruptedException {
    Path partial = cache.incomplete(model, file);
    listener.started(model, file.name(), have(partial), file.size());
    Optional<IOException> failure = retries.until(() -> attempt(uri, partial));
    if (failure.isPresent()) {
      throw failure.get();
    }
    requireRight(partial);
    HubCache.replace(partial, blob);
    listener.finished();
  }

  /** Answers with what is wrong with the disk, in which case there is no use in trying again. */
  private Optional<IOException> attempt(URI uri, Path partial)
      throws TransientFailure, InterruptedException {
    try {
      long have = have(partial);
      if (have == file.size()) {
        return Optional.empty(); // an earlier run broke off just before the checks
      }
      try (Answer answer = ask(uri, have)) {
        check.require(answer);
        if (answer.status() == 416 || (answer.status() == 206 && !continues(answer, have))) {
          Files.delete(partial);
          throw new TransientFailure(
              HubSettings.origin(answer.uri()) + " cannot continue " + file.name(), null, null);
        }
        receive(answer, partial, answer.status() == 206 ? have : 0);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /** In the middle of a download also a refused connection is worth a second try. */
  private Answer ask(URI uri, long have) throws TransientFailure, InterruptedException {
    try {
      Answer answer = client.get(uri, have);
      connected = true;
      return answer;
    } catch (HubUnreachableException e) {
      if (connected) {
        throw new TransientFailure(String.valueOf(e.getMessage()), null, e);
      }
      throw e;
    }
  }

  private static boolean continues(Answer answer, long have) {
    return answer.header("Content-Range").orElse("").startsWith("bytes " + have + "-");
  }

  private void receive(Answer answer, Path partial, long from)
      throws IOException, TransientFailure, InterruptedException {
    long total = from;
    try (FileChannel out =
        FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(from).position(from);
      for (List<ByteBuffer> piece = next(answer); piece != null; piece = next(answer)) {
        for (ByteBuffer buffer : piece) {
          total += buffer.remaining();
          if (total > file.size()) {
            break;
          }
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        }
        if (total > file.size()) {
          break;
        }
        listener.received(total);
        if (total - from >= PROGRESS) {
          retries.progress();
        }
      }
    }
    if (total != file.size()) {
      Files.delete(partial);
      throw new HubException(
          "%s of %s has %s bytes where the Hub says %d: what came was deleted; try again, and if it stays so, the copy at %s is damaged"
              .formatted(
                  file.name(),
                  model,
                  total > file.size() ? "more" : total,
                  file.size(),
                  HubSettings.origin(answer.uri())));
    }
  }

  private static @Nullable List<ByteBuffer> next(Answer answer)
      throws TransientFailure, InterruptedException {
    try {
      return answer.body().next();
    } catch (IOException e) {
      throw HubClient.broken(answer.uri(), e);
    }
  }

  /** What there is to continue from; a partial file that is too long is none. */
  private long have(Path partial) throws IOException {
    long size = HubCache.size(partial);
    if (size > file.size()) {
      Files.delete(partial);
      return 0;
    }
    return Math.max(0, size);
  }

  private void requireRight(Path partial) throws IOException {
    MessageDigest digest = digest(file.isLfs() ? "SHA-256" : "SHA-1");
    if (!file.isLfs()) {
      digest.update(("blob " + file.size() + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(partial)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(file.hash())) {
      Files.delete(partial);
      throw new HubException(
          "%s of %s does not have the checksum that the Hub gives for it (%s): it was damaged on the way or changed, and was deleted; try again, and if it stays so, do not use this source"
              .formatted(file.name(), model, file.isLfs() ? "SHA-256" : "Git's SHA-1"));
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
