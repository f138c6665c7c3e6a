package io.trixter.proxy;

/** A thread that does something beside the test and does not outlive it. */
public final class Daemon {
  private Daemon() {}

  public static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
