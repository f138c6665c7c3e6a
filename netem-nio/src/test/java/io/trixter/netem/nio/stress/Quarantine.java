package io.trixter.netem.nio.stress;

import java.nio.ByteBuffer;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Buffers whose operations have ended: nobody may touch them, which is looked at after a while. */
final class Quarantine {
  private static final long ENDED = TimeUnit.MILLISECONDS.toNanos(30);
  private static final long CANCELLED = TimeUnit.MILLISECONDS.toNanos(300);

  private final DelayQueue<Patient> patients = new DelayQueue<>();
  private final Stock stock;
  private final Ledger ledger;

  Quarantine(Stock stock, Ledger ledger) {
    this.stock = stock;
    this.ledger = ledger;
  }

  /** A buffer as it is to stay; without a copy of its bytes it is full of the canary. */
  private record Patient(
      ByteBuffer buffer, byte[] bytes, int position, int limit, long due, String whose)
      implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due - ((Patient) other).due, 0);
    }

    String problem() {
      if (buffer.position() != position || buffer.limit() != limit) {
        return "position and limit were " + position + " and " + limit + ", now " + buffer;
      }
      int touched = bytes == null ? Stock.touched(buffer, 0, buffer.capacity()) : changed();
      return touched < 0 ? null : "changed at " + touched + " of " + buffer;
    }

    private int changed() {
      ByteBuffer whole = buffer.duplicate().clear();
      for (int i = 0; i < bytes.length; i++) {
        if (whole.get(i) != bytes[i]) {
          return i;
        }
      }
      return -1;
    }
  }

  /** Fills the buffer of an operation that has ended with the canary and watches it. */
  void admitEnded(ByteBuffer buffer, String whose) {
    Stock.fill(buffer);
    buffer.limit(buffer.capacity() / 2).position(buffer.capacity() / 4);
    admit(buffer, null, ENDED, whose);
  }

  /** Watches the buffer of an operation that was cancelled, as it is. */
  void admitCancelled(ByteBuffer buffer, String whose) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.duplicate().clear().get(bytes);
    admit(buffer, bytes, CANCELLED, whose);
  }

  private void admit(ByteBuffer buffer, byte[] bytes, long nanos, String whose) {
    long due = System.nanoTime() + nanos;
    patients.add(new Patient(buffer, bytes, buffer.position(), buffer.limit(), due, whose));
  }

  /** Looks at those whose time has come. */
  void discharge() {
    for (Patient patient = patients.poll(); patient != null; patient = patients.poll()) {
      discharge(patient);
    }
  }

  /** Looks at all that are left, when their time has come. */
  void dischargeAll() throws InterruptedException {
    while (!patients.isEmpty()) {
      Patient patient = patients.poll(CANCELLED, TimeUnit.NANOSECONDS);
      if (patient != null) {
        discharge(patient);
      }
    }
  }

  private void discharge(Patient patient) {
    String problem = patient.problem();
    if (problem != null) {
      ledger.violation(
          "a buffer was touched after its operation ended: " + problem + "; " + patient.whose);
      return; // whoever touched it may do so again
    }
    Stock.fill(patient.buffer);
    stock.give(patient.buffer);
  }
}
