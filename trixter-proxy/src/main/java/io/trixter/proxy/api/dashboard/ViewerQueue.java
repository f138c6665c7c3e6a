package io.trixter.proxy.api.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;

/**
 * What a viewer is yet to be sent: bounded, so that one who does not read costs no memory and
 * nobody's time. Once it is full, events are dropped until what it holds has been taken; a notice
 * in their place counts them. Safe for any thread.
 */
final class ViewerQueue {
  private final int limit;
  private final LongFunction<byte[]> notice;
  private final Deque<byte[]> texts = new ArrayDeque<>();
  private int bytes;
  private long dropped;

  /**
   * An empty queue.
   *
   * @param limit how many bytes it holds at most, except where one event alone has more
   * @param notice makes the text that tells how many events were dropped
   */
  ViewerQueue(int limit, LongFunction<byte[]> notice) {
    this.limit = limit;
    this.notice = notice;
  }

  /** Adds the text of an event, or counts it as dropped. The text must not change any more. */
  synchronized void add(byte[] text) {
    if (dropped > 0 || (!texts.isEmpty() && bytes + text.length > limit)) {
      dropped++;
    } else {
      texts.add(text);
      bytes += text.length;
    }
    notifyAll();
  }

  /** Adds what is no event, unless there is something to be sent anyway. */
  synchronized void addIfEmpty(byte[] text) {
    if (isEmpty()) {
      add(text);
    }
  }

  /** Counts events that were dropped before they came here; 0 for none. */
  synchronized void drop(long events) {
    dropped += events;
    notifyAll();
  }

  /** Returns whether there is nothing to be sent. */
  synchronized boolean isEmpty() {
    return texts.isEmpty() && dropped == 0;
  }

  /** Waits for the next text, and removes it. */
  synchronized byte[] take() throws InterruptedException {
    while (isEmpty()) {
      wait();
    }
    byte[] next = texts.poll();
    if (next == null) {
      next = notice.apply(dropped);
      dropped = 0;
    } else {
      bytes -= next.length;
    }
    return next;
  }
}
