package dev.tidemark.guarantee.world;

import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.stream.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A broker with two doors: one straight, for the test that watches, and one through a proxy, for
 * the instances. Each door advertises itself, so nobody leaves by the other.
 */
public final class ProxiedBroker implements AutoCloseable {

  private final TcpProxy proxy = new TcpProxy();
  private final Broker straight;

  public ProxiedBroker() {
    int[] ports = freePorts();
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            Map.of(
                "listeners",
                "BROKER://localhost:%d,PROXIED://localhost:%d,CONTROLLER://localhost:%d"
                    .formatted(ports[0], ports[1], ports[2]),
                "advertised.listeners",
                "BROKER://localhost:%d,PROXIED://localhost:%d".formatted(ports[0], proxy.port()),
                "controller.quorum.voters",
                "1@localhost:" + ports[2],
                "listener.security.protocol.map",
                "BROKER:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"));
    proxy.to(ports[1]);
    straight = new Broker("localhost:" + ports[0], 1, kafka::close);
  }

  private static int[] freePorts() {
    try {
      return EmbeddedKafka.freePorts(3);
    } catch (IOException e) {
      throw new UncheckedIOException("no free ports", e);
    }
  }

  public Broker straight() {
    return straight;
  }

  public TcpProxy proxy() {
    return proxy;
  }

  /** Where instances find the broker. */
  public String proxied() {
    return "localhost:" + proxy.port();
  }

  @Override
  public void close() {
    proxy.close();
    straight.close();
  }
}
