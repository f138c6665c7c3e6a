package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Opening;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.nio.loop.ConnectOperation;
import io.trixter.netem.nio.loop.InnerHandler;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Opens one channel as the opening rules of its faults will have it: connects it when they let it,
 * or closes it and fails. Confined as {@link Operation} says.
 */
final class Opener extends Operation<Void> implements CompletionHandler<Void, Void>, InnerHandler {
  private final ReactorChannel inner;
  private final Opening opening;
  private final Step step = new Step();
  private final KnobListener listener = new KnobListener(reactor(), this::resume);
  private SocketAddress remote;
  private boolean inside; // the inner channel connects
  private IOException refusal;
  private boolean refused;

  private Opener(ReactorChannel inner, Opening opening) {
    super(inner.reactor());
    this.inner = inner;
    this.opening = opening;
    inner.whenClosed(this::closed);
  }

  /** Returns what opens {@code inner} under {@code parts}; null where none has a say in that. */
  static Opener of(ReactorChannel inner, List<Part> parts) {
    Opening opening = Opening.of(parts.stream().map(Part::rules).toList());
    return opening == null ? null : new Opener(inner, opening);
  }

  /**
   * Opens a channel that is connected already: resets it if it is refused, and returns {@code
   * parts} and around them, if it is to wait, what lets nothing pass until then.
   */
  List<Part> connected(List<Part> parts) {
    if (!inner.isConnected() || !opening.next(reactor().now(), step)) {
      return parts;
    }
    if (step.kind() == Step.Kind.FAIL) {
      refused = true;
      inner.end(opening.refuse()::failure, true);
      return parts;
    }
    List<Part> gated = new ArrayList<>(parts);
    gated.add(new Part(Rules.of("Opening").reading(opening.gate()).writing(opening.gate()), null));
    return gated;
  }

  /** Whether a connection that was made already has been refused, and so reset. */
  boolean isRefused() {
    return refused;
  }

  /**
   * Whether the inner channel says what becomes of connecting now.
   *
   * @param opener null where no fault has a say in it
   */
  static boolean passes(Opener opener) {
    return opener == null || !opener.inner.isOpen() || opener.inner.isConnected();
  }

  /** Connects to {@code address} when it may. Any thread. */
  <A> void connect(
      SocketAddress address, A attachment, CompletionHandler<Void, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    ConnectOperation.checked(address);
    if (isKilled()) {
      throw new IllegalStateException("Connecting not allowed after a cancellation");
    }
    if (!claim()) {
      throw new ConnectionPendingException();
    }
    remote = address;
    submit(attachment, handler, 0);
  }

  @Override
  protected boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  protected Throwable closedException() {
    return refusal != null ? refusal : inner.whyClosed();
  }

  @Override
  protected void start() {
    while (isActive() && !inside) {
      if (!opening.next(reactor().now(), step)) {
        listener.stop();
        inside = true;
        inner.connect(remote, null, this);
      } else if (step.kind() == Step.Kind.FAIL) {
        refuse(step.failure());
      } else if (listener.listensTo(opening.waitingFor())) {
        reactor().arm(this, step.nanos());
        return;
      }
    }
  }

  /** Closes the channel, which ends this operation: a handler finds it closed. */
  private void refuse(IOException why) {
    refusal = why;
    close();
    closed();
  }

  private void close() {
    try {
      inner.close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  /** The time has come. */
  @Override
  protected void fired() {
    resume();
  }

  private void resume() {
    if (isActive() && !inside) {
      try {
        start();
      } catch (RuntimeException | Error thrown) {
        fail(cause(thrown));
      }
    }
  }

  /** The channel was closed. Reactor's thread. */
  private void closed() {
    if (isActive() && !inside) {
      fail(closedException());
    }
  }

  @Override
  public void completed(Void result, Void ignored) {
    reactor().run(() -> answer(null));
  }

  @Override
  public void failed(Throwable thrown, Void ignored) {
    reactor().run(() -> answer(thrown));
  }

  private void answer(Throwable failure) {
    if (!isActive()) {
      return; // it was cancelled
    }
    if (failure == null) {
      complete(null);
    } else {
      fail(failure);
    }
  }

  @Override
  protected void release() {
    inside = false;
    listener.stop();
    super.release();
  }
}
