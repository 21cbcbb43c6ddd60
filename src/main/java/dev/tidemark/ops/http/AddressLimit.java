package dev.tidemark.ops.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;

/**
 * So many connections at a time for each client, so that one alone cannot keep the others out by
 * holding all that there are. What it opens beyond that is closed before anything is read of it:
 * over plain HTTP with status 429 and the reason, over TLS, where nothing can be said yet, without
 * a word.
 *
 * <p>Threading notes: called by the thread that accepts and by those that close.
 */
final class AddressLimit implements SelectorManager.AcceptListener {

  private final Shares shares;
  private final Refusals refusals;
  private final byte[] answer;

  /** Who holds what; a closed channel does not tell any more whose it was. */
  private final Map<SelectableChannel, Client> held = new ConcurrentHashMap<>();

  /**
   * Nobody is there yet.
   *
   * @param most connections of a client
   * @param plain whether a client understands what is said before anything was read
   */
  AddressLimit(int most, boolean plain, Refusals refusals) {
    this.shares = new Shares(most);
    this.refusals = refusals;
    this.answer = plain ? refusal(most) : new byte[0];
  }

  private static byte[] refusal(int most) {
    Answer.Whole said =
        new HttpProblem(
                429,
                "too_many_connections",
                "your address has %d connections open, and may have no more (tidemark.http.max-connections-per-address); close some"
                    .formatted(most))
            .answer();
    String head =
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: %d\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
            .formatted(said.body().length);
    return (head + new String(said.body(), US_ASCII)).getBytes(US_ASCII);
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    if (!(channel instanceof SocketChannel socket)) {
      return;
    }
    try {
      Client client = Client.at(socket.getRemoteAddress());
      if (shares.tryTake(client)) {
        held.put(channel, client);
        return;
      }
      refusals.count(Refusals.Of.CONNECTIONS);
      // A new socket's buffer has room for this; whatever does not fit is not waited for.
      var unused = socket.write(ByteBuffer.wrap(answer));
      socket.shutdownOutput();
    } catch (IOException e) {
      // It is gone already.
    }
    closeQuietly(socket);
  }

  /** Jetty then finds it closed, and lets go of it. */
  private static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // So it is closed.
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    release(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    release(channel);
  }

  private void release(SelectableChannel channel) {
    Client client = held.remove(channel);
    if (client != null) {
      shares.giveBack(client);
    }
  }
}
