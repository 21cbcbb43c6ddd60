package dev.tidemark.guarantee.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.testing.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Clients that mean ill, all at once: requests of noise, heads and bodies that trickle, wrong
 * tokens, and far more connections than are taken. What they send holds {@link #MARK}, so that it
 * can be looked for where it must not be.
 *
 * <p>Threading notes: threads of its own until it is closed.
 */
public final class HttpCrowd implements AutoCloseable {

  /** In every text, token and path that is sent. */
  public static final String MARK = "Xq7Mark";

  private static final int FUZZERS = 3;
  private static final int TRICKLES = 150;

  private final int port;
  private final List<String> addresses;
  private final AtomicInteger next = new AtomicInteger();
  private final HttpNoise noise;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch floodOver = new CountDownLatch(1);
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Set<RawHttp> asking = ConcurrentHashMap.newKeySet();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger trickled = new AtomicInteger();

  /**
   * They begin at once.
   *
   * @param token one that may tag and correct
   * @param connections that are opened, and held
   * @param addresses where they come from, in turn
   */
  public HttpCrowd(int port, String token, int connections, List<String> addresses, Random random) {
    this.port = port;
    this.addresses = List.copyOf(addresses);
    this.noise = new HttpNoise(token, random.nextLong());
    for (int i = 0; i < FUZZERS; i++) {
      long seed = random.nextLong();
      start("fuzz-" + i, () -> fuzz(new Random(seed)));
    }
    start("trickle", this::trickle);
    start("flood", () -> flood(connections));
  }

  private void start(String name, Runnable work) {
    Thread thread = new Thread(work, "crowd-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** So many addresses of this machine, none of which is 127.0.0.1. */
  public static List<String> manyAddresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "127.1.%d.%d".formatted(i / 250, 1 + i % 250))
        .toList();
  }

  /** Whether clients may have addresses of their own here: on Linux, all of 127.0.0.0/8. */
  public static boolean mayComeFrom(String address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String anAddress() {
    return addresses.get(Math.floorMod(next.getAndIncrement(), addresses.size()));
  }

  /** The many connections are closed; the others go on. */
  public void endFlood() {
    floodOver.countDown();
  }

  /** Requests of noise that got an answer. */
  public int answers() {
    return statuses.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** How often each status came. */
  public Map<Integer, AtomicInteger> statuses() {
    return statuses;
  }

  /** Answers that no request may get, with what was asked. */
  public List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  /** Connections that somebody opened, or began to. */
  public int opened() {
    return opened.get();
  }

  /** Bytes that came one at a time. */
  public int trickled() {
    return trickled.get();
  }

  private boolean isOver() {
    return over.getCount() == 0;
  }

  private void fuzz(Random random) {
    while (!isOver()) {
      byte[] request = noise.request(random);
      try (RawHttp raw = new RawHttp(port, anAddress())) {
        asking.add(raw);
        try {
          raw.send(request);
          if (random.nextInt(10) > 0) {
            // Else whoever garbled a length would mostly wait for the server's patience to end.
            raw.endSending();
          }
          note(request, raw.readAll());
        } finally {
          asking.remove(raw);
        }
      } catch (IOException e) {
        // Refused or cut off: as it may be.
      }
    }
  }

  private void note(byte[] request, String answer) {
    if (!answer.matches("(?s)HTTP/1\\.1 \\d{3} .*")) {
      return; // closed without a word: the request was none
    }
    int status = Integer.parseInt(answer.substring(9, 12));
    statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    if (status == 500) {
      String asked = new String(request, UTF_8);
      synchronized (failures) {
        failures.add(asked.substring(0, Math.min(500, asked.length())) + " -> " + answer);
      }
    }
  }

  /** Half of them never end their head, half never their body; who is thrown out comes again. */
  private void trickle() {
    List<RawHttp> slow = new ArrayList<>();
    try {
      while (!over.await(50, TimeUnit.MILLISECONDS)) {
        for (int i = slow.size(); i < TRICKLES; i++) {
          begin(i % 2 == 0, slow);
        }
        slow.removeIf(one -> !sendOne(one));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      slow.forEach(HttpCrowd::closeQuietly);
    }
  }

  private void begin(boolean head, List<RawHttp> slow) {
    try {
      RawHttp one = new RawHttp(port, anAddress());
      slow.add(one);
      one.send(head ? "GET /" + MARK + " HTTP/1.1\r\nHost: localhost\r\n" : noise.headOfSlowBody());
    } catch (IOException e) {
      // The server takes no more; it is tried again.
    }
  }

  private boolean sendOne(RawHttp one) {
    try {
      one.send("x");
      trickled.incrementAndGet();
      return true;
    } catch (IOException e) {
      closeQuietly(one);
      return false;
    }
  }

  private void flood(int connections) {
    List<SocketChannel> held = new ArrayList<>();
    try {
      for (int i = 0; i < connections && floodOver.getCount() > 0; i++) {
        SocketChannel channel = SocketChannel.open();
        held.add(channel);
        channel.bind(new InetSocketAddress(anAddress(), 0));
        channel.configureBlocking(false);
        boolean ignored =
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        opened.incrementAndGet();
        if (i % 10 == 0) {
          beginSlowBody(channel);
        }
      }
      floodOver.await();
    } catch (IOException e) {
      // No more can be opened.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      held.forEach(HttpCrowd::closeQuietly);
    }
  }

  private void beginSlowBody(SocketChannel channel) {
    try {
      if (channel.finishConnect()) {
        var unused = channel.write(ByteBuffer.wrap(noise.headOfSlowBody().getBytes(UTF_8)));
      }
    } catch (IOException e) {
      // Sent away at once.
    }
  }

  private static void closeQuietly(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      // It is gone.
    }
  }

  /** They go. */
  @Override
  public void close() {
    over.countDown();
    floodOver.countDown();
    asking.forEach(HttpCrowd::closeQuietly);
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(40));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
