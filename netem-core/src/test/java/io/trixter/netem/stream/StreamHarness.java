package io.trixter.netem.stream;

import io.trixter.netem.Fault;
import io.trixter.netem.Netem;
import io.trixter.netem.contract.Harness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The contracts' view of the stream driver: a socket's streams. */
final class StreamHarness implements Harness {
  private final Agenda agenda;
  private final WireSocket wire;
  private Socket socket;

  StreamHarness() {
    this(new Agenda());
  }

  private StreamHarness(Agenda agenda) {
    this.agenda = agenda;
    try {
      wire = new WireSocket(agenda);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void wrap(Fault... faults) {
    try {
      socket = Netem.wrap(wire, faults);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void wrapUnconnected(Fault... faults) {
    wire.disconnect();
    wrap(faults);
  }

  @Override
  public void connect() throws IOException {
    socket.connect(InetSocketAddress.createUnresolved("remote", 1));
  }

  @Override
  public Harness beside() {
    return new StreamHarness(agenda);
  }

  @Override
  public void at(Duration time, Runnable action) {
    agenda.at(time, action);
  }

  @Override
  public void pass(Duration time) {
    for (long left = time.toNanos(); left > 0; ) {
      left = agenda.pass(null, null, left);
    }
  }

  @Override
  public Duration elapsed() {
    return agenda.elapsed();
  }

  @Override
  public void write(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public byte[] read(int room) throws IOException {
    byte[] read = new byte[room];
    int n = socket.getInputStream().read(read);
    return n < 0 ? null : Arrays.copyOf(read, n);
  }

  @Override
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void feed(byte... bytes) {
    wire.feed(bytes);
  }

  @Override
  public void feedEnd() {
    wire.feedEnd();
  }

  @Override
  public List<String> log() {
    return wire.log();
  }

  @Override
  public byte[] written() {
    return wire.written();
  }

  Socket socket() {
    return socket;
  }
}
