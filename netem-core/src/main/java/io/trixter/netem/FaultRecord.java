package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A record of what chance did in a run, and at which byte, so that it can be replayed however the
 * streams are cut. It has no bytes of the streams.
 *
 * <pre>{@code
 * FaultRecord record = new FaultRecord();
 * SocketFactory flaky = Netem.socketFactory(record.faults(link -> List.of(new Corrupter(0.01))));
 * ...
 * record.write(Path.of("failed.jsonl"));
 * }</pre>
 *
 * <p>A record holds at most so many events; when it is full it drops the newest, and counts them.
 * Safe for any thread.
 */
public final class FaultRecord extends FaultLog {
  /** The number of events that a record holds unless its constructor says otherwise. */
  public static final int MOST_EVENTS = 100_000;

  private final long seed;
  private final String configuration;
  private final int most;
  private final List<FaultEvent> events = new ArrayList<>(); // and the lock of both
  private long dropped;

  /** An empty record of this run, of up to {@link #MOST_EVENTS} events. */
  public FaultRecord() {
    this(Netem.seed(), "", MOST_EVENTS);
  }

  /**
   * An empty record.
   *
   * @param seed of the run; to be read by people, a replay does not draw
   * @param configuration what the run was set up with; to be read by people
   * @param most how many events it holds
   * @throws IllegalArgumentException if {@code most} is below 1
   */
  public FaultRecord(long seed, String configuration, int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "most must be between 1 and " + Integer.MAX_VALUE + " (got " + most + ")");
    }
    this.seed = seed;
    this.configuration = Objects.requireNonNull(configuration, "configuration");
    this.most = most;
  }

  /** A record of {@code events}, which are all that it will ever have. */
  FaultRecord(long seed, String configuration, List<FaultEvent> events, long dropped) {
    this(seed, configuration, Math.max(1, events.size()));
    this.events.addAll(events);
    this.dropped = dropped;
  }

  /** Returns a record with the same header and {@code others} for its events. */
  FaultRecord with(List<FaultEvent> others) {
    return new FaultRecord(seed, configuration, others, 0);
  }

  /** Returns the seed of the run, all 64 bits. */
  public long seed() {
    return seed;
  }

  /** Returns what the run was set up with. */
  public String configuration() {
    return configuration;
  }

  /** Returns what happened so far; for each direction of a connection in order. */
  public List<FaultEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** Returns how many events came when it was full. */
  public long dropped() {
    synchronized (events) {
      return dropped;
    }
  }

  /** Writes it to {@code file}, in place of what is there. */
  public void write(Path file) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      writeTo(writer);
    }
  }

  /** Writes it, as it is now, to {@code out}: lines of JSON in the format of docs/record.md. */
  public void writeTo(Appendable out) throws IOException {
    List<FaultEvent> now;
    long lost;
    synchronized (events) {
      now = List.copyOf(events);
      lost = dropped;
    }
    RecordFormat.write(out, seed, configuration, now, lost);
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IOException if {@code file} cannot be read or is no whole record; names file and line
   */
  public static FaultRecord read(Path file) throws IOException {
    return RecordFormat.read(file);
  }

  @Override
  public boolean isReplaying() {
    return false;
  }

  @Override
  public void add(FaultEvent event) {
    synchronized (events) {
      if (events.size() < most) {
        events.add(event);
      } else {
        dropped++;
      }
    }
  }

  @Override
  public List<FaultEvent> events(String owner, long connection, String direction, String fault) {
    return List.of();
  }

  @Override
  public void placed(FaultEvent event) {
    throw new IllegalStateException("a record is not replayed by itself");
  }

  /** One line for each event, in plain English. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    synchronized (events) {
      events.forEach(event -> text.append(event).append('\n'));
      return dropped == 0 ? text.toString() : text.append(dropped).append(" dropped\n").toString();
    }
  }
}
