package io.trixter.netem.nio.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * The stages of what is written, in order: a {@link RuleSink} for consecutive rules that came
 * together, a {@link LineSink} for a delay line, and the wire. A fault that is added has a stage of
 * its own, so no operation under way is disturbed; the stage of one that is removed lets everything
 * pass, and goes when it holds nothing. Confined to the channel's reactor, once it is made.
 */
final class Stages {
  private final FaultChannel channel;
  private final Sink wire;
  private List<Stage> stages = new ArrayList<>(); // the first nearest the wire

  /** The stages of {@code parts}, the first nearest the wire. */
  Stages(FaultChannel channel, Sink wire, List<Part> parts) {
    this.channel = channel;
    this.wire = wire;
    List<Part> run = new ArrayList<>();
    for (Part part : parts) {
      if (part.rules().line() != null) {
        addRun(run);
        run.clear();
        stages.add(made(List.of(part)));
      } else if (part.rules().writing() != null) {
        run.add(part);
      }
    }
    addRun(run);
    link();
  }

  private void addRun(List<Part> run) {
    if (!run.isEmpty()) {
      stages.add(made(List.copyOf(run)));
    }
  }

  private Stage made(List<Part> parts) {
    boolean isLine = parts.get(0).rules().line() != null;
    return isLine ? new LineSink(channel, parts.get(0)) : new RuleSink(channel, parts);
  }

  /** The stage that the caller's writes come to first. */
  Sink first() {
    return stages.isEmpty() ? wire : stages.get(stages.size() - 1);
  }

  /**
   * Makes the stages those of {@code parts}: a part that stays keeps its place among those that do.
   *
   * @throws IllegalArgumentException if one that stays would change its place, or one be added
   *     between rules that came together; nothing has changed then
   */
  void edit(List<Part> parts) {
    List<Stage> edited = new ArrayList<>();
    int next = 0;
    for (Part part : parts) {
      if (part.rules().line() == null && part.rules().writing() == null) {
        continue;
      }
      int place = find(part);
      if (place < 0) {
        edited.add(made(List.of(part)));
      } else if (place >= next) {
        keep(next, place, edited);
        edited.add(stages.get(place));
        next = place + 1;
      } else if (stages.get(place) != edited.get(edited.size() - 1)) {
        throw new IllegalArgumentException("faults that stay keep their places");
      }
    }
    keep(next, stages.size(), edited);
    stages = edited;
    link();
  }

  /** Heeds which of {@code parts} take part, and lets what waits go on; that may call anyone. */
  void apply(List<Part> parts) {
    for (Stage stage : stages) {
      stage.apply(parts);
    }
  }

  private int find(Part part) {
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).parts.contains(part)) {
        return i;
      }
    }
    return -1;
  }

  /** Keeps those of the stages whose parts are gone that hold something yet. */
  private void keep(int from, int to, List<Stage> edited) {
    for (Stage stage : stages.subList(from, to)) {
      if (!stage.passes()) {
        edited.add(stage);
      }
    }
  }

  private void link() {
    Sink below = wire;
    LineSink line = null;
    for (Stage stage : stages) {
      stage.linkTo(below);
      below = stage;
      if (stage instanceof LineSink further) {
        feed(line, true);
        line = further;
      }
    }
    feed(line, false);
  }

  /**
   * Returns how many bytes were written that the stages keep from the wire: what is left of the
   * caller's write, and what delay lines hold. What a line hands on to a stage is the line's until
   * the stage has passed it on, so it is counted once.
   */
  long held() {
    long held = 0;
    boolean callers = true; // no line has been passed that holds anything
    for (int i = stages.size() - 1; i >= 0; i--) {
      Stage stage = stages.get(i);
      boolean writes = callers && stage.writing().isActive();
      long written = writes ? stage.writing().remaining() : 0;
      long inLine = stage instanceof LineSink line ? line.held() : 0;
      held += written + inLine;
      callers = callers && !writes && inLine == 0;
    }
    return held;
  }

  /** Whether a delay line is among them. */
  boolean hasLine() {
    return stages.stream().anyMatch(LineSink.class::isInstance);
  }

  /** A channel around this one has a delay line, which hands on to those here. */
  void feedAll() {
    stages.forEach(stage -> feed(stage instanceof LineSink line ? line : null, true));
  }

  private static void feed(LineSink line, boolean byAnother) {
    if (line != null) {
      line.setFed(byAnother);
    }
  }
}
