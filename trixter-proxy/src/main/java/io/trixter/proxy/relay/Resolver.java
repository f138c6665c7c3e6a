package io.trixter.proxy.relay;

import io.trixter.proxy.model.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Looks up the name of an upstream. All who ask while a look-up is in flight share its result,
 * which is not kept: the next one to ask starts another. An address is read once. Safe for any
 * thread.
 */
final class Resolver implements Lookups.Asker {
  /** What Java never looks up: four decimal numbers, or an IPv6 address. */
  private static final Pattern ADDRESS =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}|[0-9a-fA-F:].*:.*");

  /**
   * Someone who waits for the addresses, and hears of them once.
   *
   * @param home runs what is called, on the waiter's own event loop
   * @param found takes the addresses in the order in which to try them, at least one
   * @param failed takes the reason why there is none
   */
  record Waiter(Executor home, Consumer<List<InetSocketAddress>> found, Consumer<String> failed) {}

  private final HostPort name;
  private final Lookups lookups;
  private final boolean isAddress;
  private volatile List<InetSocketAddress> latest = List.of();
  private final Set<Waiter> waiting = new LinkedHashSet<>(); // under the lock of this
  private boolean inFlight; // under the lock of this

  Resolver(HostPort name, Lookups lookups) {
    this.name = name;
    this.lookups = lookups;
    isAddress = ADDRESS.matcher(name.host()).matches() && isRead();
  }

  private boolean isRead() {
    try {
      latest = addresses(InetAddress.getAllByName(name.host()));
      return true;
    } catch (UnknownHostException noAddressAfterAll) {
      return false;
    }
  }

  private List<InetSocketAddress> addresses(InetAddress... found) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : FamiliesInTurn.of(found)) {
      addresses.add(new InetSocketAddress(address, name.port()));
    }
    return List.copyOf(addresses);
  }

  /** Calls one of the consumers of {@code waiter}, unless it is forgotten first. */
  void resolve(Waiter waiter) {
    if (isAddress) {
      List<InetSocketAddress> addresses = latest;
      waiter.home().execute(() -> waiter.found().accept(addresses));
    } else if (joins(waiter)) {
      lookups.find(name.host(), this);
    }
  }

  /** Adds a waiter; whether it is the one to start the look-up. */
  private synchronized boolean joins(Waiter waiter) {
    waiting.add(waiter);
    boolean starts = !inFlight;
    inFlight = true;
    return starts;
  }

  /** Does without the answer that {@code waiter} waits for, if it still does. */
  void forget(Waiter waiter) {
    if (!isAddress) {
      synchronized (this) {
        waiting.remove(waiter);
      }
    }
  }

  @Override
  public void found(InetAddress... all) {
    List<InetSocketAddress> found = addresses(all);
    latest = found;
    for (Waiter each : takeAll()) {
      tell(each, () -> each.found().accept(found));
    }
  }

  @Override
  public void failed(String why) {
    for (Waiter each : takeAll()) {
      tell(each, () -> each.failed().accept(why));
    }
  }

  /** One that cannot be told gives up by its own time limit, and keeps nothing from the others. */
  private static void tell(Waiter waiter, Runnable answer) {
    try {
      waiter.home().execute(answer);
    } catch (RuntimeException | OutOfMemoryError ignored) {
      // as above
    }
  }

  /** Ends the look-up: those who come from now on start another. */
  private synchronized List<Waiter> takeAll() {
    inFlight = false;
    List<Waiter> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** What was found last, in the order in which to try it; empty if nothing was. */
  List<InetSocketAddress> latest() {
    return latest;
  }

  /**
   * Waits for a look-up, at most so many seconds; empty if it has found nothing by then, or if the
   * thread is interrupted.
   */
  List<InetSocketAddress> awaitAddresses(long seconds) {
    CompletableFuture<List<InetSocketAddress>> found = new CompletableFuture<>();
    Waiter waiter = new Waiter(Runnable::run, found::complete, why -> found.complete(List.of()));
    resolve(waiter);
    try {
      return found.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException none) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      forget(waiter);
    }
  }
}
