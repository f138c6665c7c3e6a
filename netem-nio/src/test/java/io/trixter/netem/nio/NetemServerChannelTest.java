package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.anyPort;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.Link;
import io.trixter.netem.Netem;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Server channels of ours and of the JDK that accept channels with faults. */
@ParameterizedClass
@EnumSource
class NetemServerChannelTest {
  /** Whose server channel is wrapped. */
  enum Substrate {
    OURS {
      @Override
      AsynchronousChannelGroup group(ThreadFactory threads) throws IOException {
        return new NetemChannelProvider().openAsynchronousChannelGroup(1, threads);
      }
    },
    JDK {
      @Override
      AsynchronousChannelGroup group(ThreadFactory threads) throws IOException {
        return AsynchronousChannelGroup.withFixedThreadPool(1, threads);
      }
    };

    abstract AsynchronousChannelGroup group(ThreadFactory threads) throws IOException;
  }

  private static final long PATIENCE_SECONDS = 30;

  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final List<Link> links = Collections.synchronizedList(new ArrayList<>());
  private final List<Socket> clients = new ArrayList<>();
  private final AsynchronousChannelGroup group;
  private final AsynchronousServerSocketChannel inner;

  NetemServerChannelTest(Substrate substrate) throws IOException {
    group = substrate.group(this::thread);
    inner = AsynchronousServerSocketChannel.open(group).bind(anyPort());
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "accepting");
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    for (Socket client : clients) {
      client.close();
    }
    group.shutdownNow();
    assertThat(group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private Function<Link, List<Fault>> recorded(Function<Link, List<Fault>> faults) {
    return link -> {
      links.add(link);
      return faults.apply(link);
    };
  }

  private Socket connect() throws IOException {
    return connect(inner);
  }

  private Socket connect(AsynchronousServerSocketChannel server) throws IOException {
    InetSocketAddress at = (InetSocketAddress) server.getLocalAddress();
    Socket client = new Socket(at.getAddress(), at.getPort());
    client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    clients.add(client);
    return client;
  }

  private static Outcome<AsynchronousSocketChannel> accept(AsynchronousServerSocketChannel server) {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept("attached", accepted);
    return accepted;
  }

  private static <V> V got(Future<V> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void assertEnds(Socket client) throws IOException {
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void acceptsChannelsWithFaultsOfTheirOwn() throws IOException {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(
            inner,
            9,
            recorded(link -> List.of(new DelayedWriter(ofMillis(1)), new SlicedWriter(2))));
    for (int i = 0; i < 3; i++) {
      Outcome<AsynchronousSocketChannel> accepted = accept(server);
      Socket client = connect();
      assertThat(accepted.value().toString()).startsWith("Sliced(Delayed(");
      assertThat(accepted.attachment()).isEqualTo("attached");
      assertThat(threads).contains(accepted.thread());
      ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
      assertThat(write(accepted.value(), bytes).value()).isEqualTo(3);
      assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    }
    assertThat(links).containsExactly(new Link(9, 0), new Link(9, 1), new Link(9, 2));
  }

  @Test
  void aFuturesFaultsAreAskedForOnce() throws Exception {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(inner, 9, recorded(link -> List.of(new SlicedWriter(2))));
    Future<AsynchronousSocketChannel> accepting = server.accept();
    assertThat(accepting.isDone()).isFalse();
    assertThatThrownBy(() -> accepting.get(1, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    connect();
    AsynchronousSocketChannel accepted = got(accepting);
    assertThat(accepted.toString()).startsWith("Sliced(");
    assertThat(accepting.get()).isSameAs(accepted);
    assertThat(accepting.isDone()).isTrue();
    assertThat(accepting.cancel(true)).isFalse();
    assertThat(accepted.isOpen()).isTrue();
    assertThat(links).containsExactly(new Link(9, 0));
  }

  @Test
  void aFutureAnswersWhileItsFaultsAreMade() throws Exception {
    CompletableFuture<Future<AsynchronousSocketChannel>> accepting = new CompletableFuture<>();
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(
            inner,
            link -> {
              Future<AsynchronousSocketChannel> asked = accepting.join();
              assertThat(elsewhere(asked::isDone)).isFalse();
              assertThat(elsewhere(() -> asked.cancel(false))).isFalse();
              assertThat(elsewhere(asked::isCancelled)).isFalse();
              return List.of(new SlicedWriter(2));
            });
    accepting.complete(server.accept());
    connect();
    assertThat(got(accepting.join()).toString()).startsWith("Sliced(");
  }

  private static boolean elsewhere(Supplier<Boolean> question) {
    return CompletableFuture.supplyAsync(question)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void theFaultsOfAConnectionDrawByTheServersSeedAndTheConnectionsOrdinal() throws IOException {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(inner, 7, link -> List.of(new Terminator(1.0)));
    for (int i = 0; i < 3; i++) {
      Outcome<AsynchronousSocketChannel> accepted = accept(server);
      connect();
      assertThat(read(accepted.value(), 1).failure())
          .hasMessage("terminated (seed 7, connection " + i + ", read 0)");
    }
  }

  @Test
  void theSeedOfTheRunIsTheDefault() throws IOException {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(inner, recorded(link -> List.of()));
    Outcome<AsynchronousSocketChannel> accepted = accept(server);
    connect();
    assertThat(accepted.value().isOpen()).isTrue();
    assertThat(links).containsExactly(new Link(Netem.seed(), 0));
  }

  @Test
  void aServerAroundAServerDrawsAsOneWithAllFaults() throws Exception {
    List<String> nested =
        fates(
            NetemServerChannel.wrap(
                NetemServerChannel.wrap(inner, 3, link -> List.of(new Terminator(0.1))),
                3,
                link -> List.of(new Terminator(0.1))));
    List<String> flat =
        fates(
            NetemServerChannel.wrap(
                inner, 3, link -> List.of(new Terminator(0.1), new Terminator(0.1))));
    assertThat(nested).isEqualTo(flat).doesNotHaveDuplicates();
  }

  /** When each of five connections was terminated. */
  private List<String> fates(AsynchronousServerSocketChannel server) throws Exception {
    List<String> fates = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Outcome<AsynchronousSocketChannel> accepted = accept(server);
      connect().getOutputStream().write(new byte[1_000]);
      try {
        while (true) {
          got(accepted.value().read(ByteBuffer.allocate(1)));
        }
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(TerminatedException.class);
        fates.add(e.getCause().getMessage());
      }
    }
    return fates;
  }

  @Test
  void connectionsMayShareTheirFaults() throws Exception {
    Shutdowner shutdowner = new Shutdowner();
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(inner, new SlicedWriter(1), shutdowner);
    Outcome<AsynchronousSocketChannel> one = accept(server);
    Socket client = connect();
    assertThat(one.value().toString()).startsWith("Shutdowner(Sliced(");
    Future<AsynchronousSocketChannel> other = server.accept();
    Socket otherClient = connect();
    got(other);
    shutdowner.shutdown(new IOException("maintenance"));
    assertEnds(client);
    assertEnds(otherClient);
    assertThat(server.isOpen()).isTrue();
  }

  @Test
  void withoutFaultsItIsTheServerItself() {
    assertThat(NetemServerChannel.wrap(inner)).isSameAs(inner);
    assertThatThrownBy(() -> NetemServerChannel.wrap(inner, (Fault) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> NetemServerChannel.wrap(null, new SlicedWriter(1)))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aConnectionWhoseFaultsCannotBeMadeIsClosedAndTheNextOneIsAccepted() throws Exception {
    IllegalStateException refused = new IllegalStateException("no faults today");
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(
            inner,
            1,
            recorded(
                link -> {
                  if (link.ordinal() < 2) {
                    throw refused;
                  }
                  return List.of(new SlicedWriter(1));
                }));
    Outcome<AsynchronousSocketChannel> accepted = accept(server);
    assertEnds(connect());
    assertThat(accepted.failure()).isSameAs(refused);
    assertThat(accepted.attachment()).isEqualTo("attached");

    Future<AsynchronousSocketChannel> future = server.accept();
    Socket client = connect();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> got(future))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(refused);
    }
    assertEnds(client);

    Outcome<AsynchronousSocketChannel> third = accept(server);
    connect();
    assertThat(third.value().isOpen()).isTrue();
    assertThat(links).extracting(Link::ordinal).containsExactly(0L, 1L, 2L);
  }

  @Test
  void faultsThatAreMissingFailTheAccept() throws IOException {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(
            inner, link -> link.ordinal() == 0 ? null : Collections.singletonList(null));
    for (String missing : List.of("the faults of a link", "a fault of a link")) {
      Outcome<AsynchronousSocketChannel> accepted = accept(server);
      assertEnds(connect());
      assertThat(accepted.failure()).isInstanceOf(NullPointerException.class).hasMessage(missing);
    }
  }

  @Test
  void aCancelledAcceptHasNoConnection() {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(inner, recorded(link -> List.of()));
    Future<AsynchronousSocketChannel> accepting = server.accept();
    assertThat(accepting.cancel(false)).isTrue();
    assertThat(accepting.isCancelled()).isTrue();
    assertThat(accepting.isDone()).isTrue();
    assertThatThrownBy(accepting::get).isInstanceOf(CancellationException.class);
    assertThat(server.isOpen()).isTrue();
    assertThat(links).isEmpty();
  }

  @Test
  void anInterruptingCancelClosesTheServer() {
    AsynchronousServerSocketChannel server = NetemServerChannel.wrap(inner, new SlicedWriter(1));
    assertThat(server.accept().cancel(true)).isTrue();
    assertThat(server.isOpen()).isFalse();
    assertThat(inner.isOpen()).isFalse();
  }

  @Test
  void aConnectionThatComesWithACancelIsNotLeaked() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (AsynchronousServerSocketChannel bare =
              AsynchronousServerSocketChannel.open(group).bind(anyPort());
          AsynchronousServerSocketChannel server =
              NetemServerChannel.wrap(bare, new SlicedWriter(1))) {
        Future<AsynchronousSocketChannel> accepting = server.accept();
        Socket client = connect(bare);
        if (!accepting.cancel(true)) {
          got(accepting).close();
        }
        assertThat(endOf(client)).isIn("end of stream", "Connection reset");
      }
    }
  }

  private static String endOf(Socket client) throws IOException {
    try {
      assertEnds(client);
      return "end of stream";
    } catch (SocketException e) {
      return e.getMessage();
    }
  }

  @Test
  void oneAcceptIsPendingAtATime() {
    AsynchronousServerSocketChannel server = NetemServerChannel.wrap(inner, new SlicedWriter(1));
    accept(server);
    assertThatThrownBy(() -> accept(server)).isInstanceOf(AcceptPendingException.class);
    assertThatThrownBy(server::accept).isInstanceOf(AcceptPendingException.class);
    assertThatThrownBy(() -> server.accept(null, null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void closingFailsThePendingAcceptAndThoseToCome() throws IOException {
    AsynchronousServerSocketChannel server = NetemServerChannel.wrap(inner, new SlicedWriter(1));
    Outcome<AsynchronousSocketChannel> pending = accept(server);
    server.close();
    assertThat(pending.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(accept(server).failure()).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> got(server.accept()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedChannelException.class);
    assertThat(server.isOpen()).isFalse();
    server.close();
  }

  @Test
  void everythingElseIsTheServersOwn() throws IOException {
    try (AsynchronousServerSocketChannel unbound = AsynchronousServerSocketChannel.open(group)) {
      AsynchronousServerSocketChannel server =
          NetemServerChannel.wrap(unbound, new SlicedWriter(1));
      assertThatThrownBy(server::accept).isInstanceOf(NotYetBoundException.class);
      assertThat(server.getLocalAddress()).isNull();
      assertThat(server.bind(anyPort())).isSameAs(server);
      assertThat(server.getLocalAddress()).isEqualTo(unbound.getLocalAddress()).isNotNull();
      assertThat(server.setOption(StandardSocketOptions.SO_REUSEADDR, true)).isSameAs(server);
      assertThat(server.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
      assertThat(server.supportedOptions()).isEqualTo(unbound.supportedOptions());
      assertThat(server.provider()).isSameAs(unbound.provider());
      assertThat(server).hasToString("Netem(" + unbound + ")");
    }
  }
}
