package io.trixter.proxy.api.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a viewer is yet to be sent: bounded, so that one who does not read costs no memory and
 * nobody's time. Once it is full, events are dropped until what it holds has been taken; a notice
 * in their place counts them. Safe for any thread.
 */
final class ViewerQueue {
  /** Makes the text that tells how many events were dropped, {@code id} being the last of them. */
  interface Notice {
    byte[] of(long id, long dropped);
  }

  private final int limit;
  private final Notice notice;
  private final Deque<byte[]> texts = new ArrayDeque<>();
  private int bytes;
  private long dropped;
  private long lastDropped; // its number

  /**
   * An empty queue.
   *
   * @param limit how many bytes it holds at most, except where one event alone has more
   * @param notice makes the text that tells how many events were dropped
   */
  ViewerQueue(int limit, Notice notice) {
    this.limit = limit;
    this.notice = notice;
  }

  /**
   * Adds the text of an event, or counts it as dropped. The text must not change any more.
   *
   * @param id the event's number, greater than those before
   */
  synchronized void add(long id, byte[] text) {
    if (dropped > 0 || (!texts.isEmpty() && bytes + text.length > limit)) {
      drop(id, 1);
    } else {
      put(text);
    }
  }

  private void put(byte[] text) {
    texts.add(text);
    bytes += text.length;
    notifyAll();
  }

  /** Adds what is no event, unless there is something to be sent anyway. */
  synchronized void addIfEmpty(byte[] text) {
    if (isEmpty()) {
      put(text);
    }
  }

  /**
   * Counts events that were dropped before they came here.
   *
   * @param id a number for them, greater than those before
   * @param events how many, at least 1
   */
  synchronized void drop(long id, long events) {
    dropped += events;
    lastDropped = id;
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
      next = notice.of(lastDropped, dropped);
      dropped = 0;
    } else {
      bytes -= next.length;
    }
    return next;
  }
}
