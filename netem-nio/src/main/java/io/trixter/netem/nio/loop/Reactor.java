package io.trixter.netem.nio.loop;

/**
 * A single thread that runs tasks in order and fires timers, and its clock: what a driver is
 * confined to. An event loop is a reactor; so is a test's virtual time.
 */
public interface Reactor {
  /** The time in nanoseconds, from any origin. Any thread may ask. */
  long now();

  /** Whether the calling thread is the reactor's. */
  boolean inReactor();

  /** Runs {@code task} on the reactor's thread, soon, behind those given before. Any thread. */
  void execute(Runnable task);

  /** Arms {@code timer} in {@code nanos} nanoseconds, anew if it was armed. Reactor's thread. */
  void arm(Timer timer, long nanos);

  /** Disarms {@code timer}; without effect if it is not armed. Reactor's thread. */
  void disarm(Timer timer);

  /**
   * Notes that work lacked memory, and that the operation or channel it was for has been ended.
   * Reactor's thread.
   */
  default void lacksMemory(OutOfMemoryError error) {}

  /**
   * Tells the thread's handler of uncaught exceptions what code of others has thrown; it goes no
   * further. Reactor's thread.
   */
  void report(Throwable thrown);

  /** Calls the handler of {@code ended}, now or when the stack has unwound. Reactor's thread. */
  void deliver(Operation<?> ended);

  /**
   * Runs {@code task} at once if this is the reactor's thread, else as {@link #execute} does. Any
   * thread.
   */
  default void run(Runnable task) {
    if (inReactor()) {
      task.run();
    } else {
      execute(task);
    }
  }
}
