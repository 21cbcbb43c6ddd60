package dev.tidemark.model.hub;

import dev.tidemark.testing.LocalHub;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a Hub, with time that passes only when it is slept; keeps what was said meanwhile. */
final class HubCalls implements Pauses, DownloadListener {

  static final HubModel MODEL = HubModel.parse("hf://tiny/model");

  final List<Duration> pauses = new ArrayList<>();
  final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final String address;
  private final Path cache;
  private @Nullable String token;
  private boolean offline;
  private Duration stallTimeout = Duration.ofSeconds(20);
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");

  HubCalls(String address, Path cache) {
    this.address = address;
    this.cache = cache;
  }

  HubCalls(LocalHub hub, Path cache) {
    this(hub.address(), cache);
  }

  HubCalls token(String secret) {
    token = secret;
    return this;
  }

  HubCalls offline() {
    offline = true;
    return this;
  }

  HubCalls stallTimeout(Duration time) {
    stallTimeout = time;
    return this;
  }

  HubSnapshot fetch() throws InterruptedException {
    return fetch(MODEL);
  }

  HubSnapshot fetch(HubModel model) throws InterruptedException {
    HubSettings settings =
        new HubSettings(
            URI.create(address), token, cache, offline, Duration.ofSeconds(20), stallTimeout);
    return new Hub(settings, this, this).fetch(model);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void sleep(Duration time) {
    pauses.add(time);
    now = now.plus(time);
  }

  @Override
  public void started(HubModel model, String file, long have, long size) {
    events.add("started %s %d/%d".formatted(file, have, size));
  }

  @Override
  public void received(long bytes) {}

  @Override
  public void finished() {
    events.add("finished");
  }

  @Override
  public void notice(String what) {
    notices.add(what);
  }
}
