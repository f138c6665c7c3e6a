package io.trixter.netem.nio.driver;

import io.trixter.netem.Fault;
import io.trixter.netem.Link;
import io.trixter.netem.nio.loop.Reactor;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A server channel that wraps what it accepts; everything else is the inner one's. Safe for any
 * thread.
 */
public final class FaultServerChannel extends AsynchronousServerSocketChannel {
  private final AsynchronousServerSocketChannel inner;
  private final UnaryOperator<AsynchronousSocketChannel> faults;

  /**
   * Accepts from {@code inner}.
   *
   * @param faults puts the faults around one accepted channel; where it throws, that one is closed
   */
  public FaultServerChannel(
      AsynchronousServerSocketChannel inner, UnaryOperator<AsynchronousSocketChannel> faults) {
    super(inner.provider());
    this.inner = inner;
    this.faults = faults;
  }

  /**
   * Accepts from {@code inner} channels with faults of their own.
   *
   * @param seed of the draws, all 64 bits
   * @param faults is asked for each channel, whose ordinal counts from 0
   * @param forForeign the reactor to run on if a channel is not one of ours
   */
  public static FaultServerChannel wrap(
      AsynchronousServerSocketChannel inner,
      long seed,
      Function<Link, List<Fault>> faults,
      Supplier<Reactor> forForeign) {
    AtomicLong opened = new AtomicLong();
    return new FaultServerChannel(
        inner,
        accepted -> {
          Link link = new Link(seed, opened.getAndIncrement());
          List<Fault> ofLink = Objects.requireNonNull(faults.apply(link), "the faults of a link");
          for (Fault fault : ofLink) {
            Objects.requireNonNull(fault, "a fault of a link");
          }
          return ofLink.isEmpty()
              ? accepted
              : FaultChannel.wrap(accepted, forForeign, link, ofLink);
        });
  }

  /** Puts the faults around {@code accepted}, or closes it and fails. */
  private AsynchronousSocketChannel faulty(AsynchronousSocketChannel accepted) {
    try {
      return faults.apply(accepted);
    } catch (RuntimeException | Error e) {
      try {
        accepted.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Whether a fault has refused the connection, so that the next one is to be accepted. */
  private static boolean isRefused(AsynchronousSocketChannel accepted) {
    return accepted instanceof FaultChannel channel && channel.isRefused();
  }

  @Override
  public <A> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    inner.accept(
        attachment,
        new CompletionHandler<AsynchronousSocketChannel, A>() {
          @Override
          public void completed(AsynchronousSocketChannel accepted, A with) {
            AsynchronousSocketChannel faulty;
            try {
              faulty = faulty(accepted);
              if (isRefused(faulty)) {
                inner.accept(with, this);
                return;
              }
            } catch (RuntimeException | Error e) {
              handler.failed(e, with);
              return;
            }
            handler.completed(faulty, with);
          }

          @Override
          public void failed(Throwable thrown, A with) {
            handler.failed(thrown, with);
          }
        });
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    return new Accepting();
  }

  /** One accept of the inner channel, and the wrapping of its result by the first who asks. */
  private record Attempt(
      Future<AsynchronousSocketChannel> accepting, FutureTask<AsynchronousSocketChannel> wrapping) {
    /**
     * Whether the accept has ended and its result, if any, is wrapped. Does not wait for either.
     */
    boolean isDone() {
      if (accepting.isDone() && !accepting.isCancelled()) {
        wrapping.run(); // without effect once another thread does
      }
      return accepting.isCancelled() || wrapping.isDone();
    }
  }

  private Attempt attempt() {
    Future<AsynchronousSocketChannel> accepting = inner.accept();
    return new Attempt(accepting, new FutureTask<>(() -> faulty(accepting.get())));
  }

  /**
   * The inner channel's accept, whose result is wrapped when it is first asked for. Where that one
   * is refused, the next one is accepted.
   */
  private final class Accepting implements Future<AsynchronousSocketChannel> {
    private volatile Attempt latest = attempt();

    /** The wrapped channel of {@code attempt}, whose accept has ended; null if it is refused. */
    private AsynchronousSocketChannel wrapped(Attempt attempt)
        throws InterruptedException, ExecutionException {
      attempt.wrapping().run();
      AsynchronousSocketChannel wrapped = attempt.wrapping().get();
      return isRefused(wrapped) ? null : wrapped;
    }

    /** Accepts the next one, unless another thread has seen to that. */
    private synchronized void follow(Attempt refused) {
      if (latest == refused) {
        latest = attempt();
      }
    }

    @Override
    public AsynchronousSocketChannel get() throws InterruptedException, ExecutionException {
      while (true) {
        Attempt attempt = latest;
        attempt.accepting().get();
        AsynchronousSocketChannel wrapped = wrapped(attempt);
        if (wrapped != null) {
          return wrapped;
        }
        follow(attempt);
      }
    }

    @Override
    public AsynchronousSocketChannel get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      long begun = System.nanoTime();
      while (true) {
        Attempt attempt = latest;
        long left = unit.toNanos(timeout) - (System.nanoTime() - begun);
        attempt.accepting().get(left, TimeUnit.NANOSECONDS);
        AsynchronousSocketChannel wrapped = wrapped(attempt);
        if (wrapped != null) {
          return wrapped;
        }
        follow(attempt);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return !isDone() && latest.accepting().cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean isCancelled() {
      return latest.accepting().isCancelled();
    }

    @Override
    public boolean isDone() {
      Attempt attempt = latest;
      if (!attempt.isDone()) {
        return false;
      }
      try {
        if (attempt.accepting().isCancelled() || wrapped(attempt) != null) {
          return true;
        }
      } catch (ExecutionException failed) {
        return true;
      } catch (InterruptedException neverWaits) {
        Thread.currentThread().interrupt();
        return false;
      }
      follow(attempt);
      return false;
    }
  }

  // the rest is the inner channel's

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }

  @Override
  public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    inner.bind(local, backlog);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return inner.getLocalAddress();
  }

  @Override
  public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    inner.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return inner.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }

  /** {@code Netem} around what it accepts from. */
  @Override
  public String toString() {
    return "Netem(" + inner + ")";
  }
}
