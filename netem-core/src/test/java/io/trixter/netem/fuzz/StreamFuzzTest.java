package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is done to streams with faults, in whatever order: what goes in comes out. */
class StreamFuzzTest {
  private static final int MOST_READ = 5000;

  private ByteArrayOutputStream sent;
  private ByteArrayOutputStream got;
  private int onTheWay; // sent, and neither read nor skipped
  private int injected; // and neither read nor skipped
  private int found; // of what was sent, among garbage
  private byte next;

  @BeforeTry
  void startAfresh() {
    sent = new ByteArrayOutputStream();
    got = new ByteArrayOutputStream();
    onTheWay = 0;
    injected = 0;
    found = 0;
    next = 0;
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Deed.lists(
        60,
        Deed.Kind.READ,
        Deed.Kind.READ,
        Deed.Kind.WRITE,
        Deed.Kind.WRITE,
        Deed.Kind.FLUSH,
        Deed.Kind.SHUTDOWN,
        Deed.Kind.SET,
        Deed.Kind.SET,
        Deed.Kind.PASS,
        Deed.Kind.LIMIT);
  }

  @Fuzzed
  void losesReordersAndAddsNothing(
      @ForAll @IntRange(max = 5000) int order, @ForAll("deeds") List<Deed> deeds)
      throws IOException {
    try (StreamScene scene = new StreamScene(order, 0)) {
      for (Deed deed : deeds) {
        act(scene, deed);
      }
      end(scene);
      assertThat(got.toByteArray()).isEqualTo(sent.toByteArray());
    }
  }

  private void act(StreamScene scene, Deed deed) throws IOException {
    switch (deed.kind()) {
      case WRITE -> write(scene, deed.upTo(3000));
      case READ -> read(scene, deed.upTo(MOST_READ));
      case FLUSH -> scene.writer.getOutputStream().flush();
      case SHUTDOWN -> skip(scene, deed.upTo(3000));
      case SET -> scene.set(deed);
      case PASS -> scene.clock.advance(Duration.ofNanos(deed.amount() % 2_000_000_000L));
      default -> inject(scene, deed.upTo(100));
    }
  }

  private byte[] fresh(int bytes) {
    byte[] fresh = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      fresh[i] = next++;
    }
    return fresh;
  }

  private void write(StreamScene scene, int bytes) throws IOException {
    if (onTheWay + bytes > StreamScene.CAPACITY) {
      return; // it would wait for a reader
    }
    OutputStream out = scene.writer.getOutputStream();
    byte[] block = fresh(bytes);
    if (bytes == 1) {
      out.write(block[0]);
    } else {
      out.write(block);
    }
    sent.writeBytes(block);
    onTheWay += bytes;
  }

  /** What is injected is read before all that has been sent and not been read. */
  private void inject(StreamScene scene, int bytes) {
    byte[] block = new byte[bytes];
    Arrays.fill(block, (byte) 'i');
    scene.injector.injectRead(block);
    injected += bytes;
  }

  private void read(StreamScene scene, int room) throws IOException {
    if (onTheWay + injected == 0 && room > 0) {
      return; // it would wait for a writer
    }
    InputStream in = scene.reader.getInputStream();
    Duration begun = scene.clock.elapsed();
    int ready = in.available();
    assertThat(ready).isBetween(0, onTheWay + injected);
    byte[] bytes = new byte[room];
    boolean hurried = room % 3 == 0;
    scene.reader.setSoTimeout(hurried ? 1 : 0);
    try {
      int n = room == 1 ? readOne(in, bytes) : in.read(bytes);
      assertThat(n).isBetween(Math.min(1, room), Math.min(room, onTheWay + injected));
      receive(Arrays.copyOf(bytes, n));
    } catch (SocketTimeoutException e) {
      assertThat(hurried).isTrue();
      assertThat(scene.clock.elapsed()).isEqualTo(begun.plusMillis(1));
    }
    if (room <= ready) {
      assertThat(scene.clock.elapsed()).as("%d bytes were ready", ready).isEqualTo(begun);
    }
  }

  private static int readOne(InputStream in, byte[] into) throws IOException {
    into[0] = (byte) in.read();
    return 1;
  }

  private void receive(byte[] bytes) {
    int first = Math.min(injected, bytes.length);
    byte[] alien = new byte[first];
    Arrays.fill(alien, (byte) 'i');
    assertThat(Arrays.copyOf(bytes, first)).isEqualTo(alien);
    injected -= first;
    got.write(bytes, first, bytes.length - first);
    onTheWay -= bytes.length - first;
  }

  private void skip(StreamScene scene, int most) throws IOException {
    int bytes = Math.min(most, onTheWay + injected); // of more it would wait for a writer
    scene.reader.setSoTimeout(0);
    int n = (int) scene.reader.getInputStream().skip(bytes);
    assertThat(n).isBetween(0, bytes);
    int aliens = Math.min(injected, n);
    injected -= aliens;
    int own = n - aliens;
    got.write(sent.toByteArray(), got.size(), own);
    onTheWay -= own;
  }

  private void end(StreamScene scene) throws IOException {
    scene.writer.shutdownOutput();
    scene.allOff();
    scene.reader.setSoTimeout(0);
    byte[] rest = scene.reader.getInputStream().readAllBytes();
    assertThat(rest).hasSize(onTheWay + injected);
    receive(rest);
    assertThat(scene.reader.getInputStream().read()).isEqualTo(-1);
  }

  @Fuzzed
  void garbageComesBetweenAndAltersNothing(
      @ForAll @IntRange(max = 5000) int order,
      @ForAll @LongRange(min = 1) long seed,
      @ForAll("deeds") List<Deed> deeds)
      throws IOException {
    try (StreamScene scene = new StreamScene(order, seed)) {
      InputStream in = scene.reader.getInputStream();
      for (Deed deed : deeds) {
        if (deed.kind() == Deed.Kind.WRITE) {
          byte[] block = fresh(deed.upTo(3000));
          scene.writer.getOutputStream().write(block);
          sent.writeBytes(block);
          drain(scene, in);
        } else if (deed.kind() == Deed.Kind.SET) {
          scene.set(deed);
        } else if (deed.kind() == Deed.Kind.PASS) {
          scene.clock.advance(Duration.ofNanos(deed.amount() % 2_000_000_000L));
        } else if (deed.kind() == Deed.Kind.FLUSH) {
          scene.writer.getOutputStream().flush();
        }
      }
      scene.writer.shutdownOutput();
      scene.allOff();
      byte[] rest = in.readAllBytes();
      seek(sent.toByteArray(), rest, rest.length);
      assertThat(found).isEqualTo(sent.size());
    }
  }

  /** Reads what the pipe holds, and the garbage before it, so that the next write has room. */
  private void drain(StreamScene scene, InputStream in) throws IOException {
    byte[] own = sent.toByteArray();
    byte[] room = new byte[512]; // garbage fills it, ten times for a byte where a throttle is at 1
    for (int i = 0; in.available() > 0 || scene.inTheWire() > 0; i++) {
      int n = in.read(room);
      assertThat(n).isPositive();
      seek(own, room, n);
      assertThat(i).as("reads until the pipe is empty").isLessThan(1_000_000);
    }
  }

  /** Looks for what was sent, in its order, among what came; garbage would not fit the memory. */
  private void seek(byte[] own, byte[] came, int n) {
    for (int i = 0; i < n && found < own.length; i++) {
      if (came[i] == own[found]) {
        found++;
      }
    }
  }
}
