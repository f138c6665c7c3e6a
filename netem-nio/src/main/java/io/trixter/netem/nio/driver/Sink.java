package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.function.Consumer;

/**
 * A stage of what is written on its way to the wire: rules, a delay line, or the inner channel. Any
 * thread may call it, except where a method says otherwise.
 */
interface Sink {
  /**
   * Starts a write of {@code one} buffer, or of {@code several} if that is null. It completes when
   * all has moved if rules had a say in it, else with what the next stage took.
   *
   * @param nanos the timeout; 0 or less is none
   */
  <A> void write(
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler);

  /** Whether a write here is nothing but a write of the next stage, as things are. */
  boolean passes();

  /** How many bytes have come here since the connection opened. Reactor's thread. */
  long entered();

  /** Ends the stream behind what was written, now or later. */
  void end(End end) throws IOException;

  /** As {@link io.trixter.netem.nio.loop.ReactorChannel#whenDrained}. Reactor's thread. */
  void whenDrained(Consumer<Throwable> task);

  /** As {@link io.trixter.netem.nio.loop.ReactorChannel#room}. Reactor's thread. */
  int room(int wanted, Runnable task);

  /** Refuses what a write would be refused for now. */
  void check();

  /** Ends the pending write, if there is one, as cancelled. Reactor's thread. */
  void abandonWrite();

  /** The channel was closed: ends what waits here. Reactor's thread. */
  void closed();
}
