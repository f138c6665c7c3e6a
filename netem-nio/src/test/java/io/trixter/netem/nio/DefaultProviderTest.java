package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** What the JVM takes as its default provider. */
class DefaultProviderTest {
  private static final String PROPERTY = "java.nio.channels.spi.AsynchronousChannelProvider";

  @Test
  void theJarOnTheClassPathLeavesTheDefaultAsItWas() {
    assertThat(NetemChannelProvider.class.getModule().isNamed()).isFalse();
    assertThat(AsynchronousChannelProvider.provider().getClass().getName())
        .startsWith("sun.nio.ch.");
    assertThat(NetemChannelProvider.class.getResource("/META-INF/services/" + PROPERTY)).isNull();
  }

  @Test
  void aPropertyMakesItTheDefault() throws Exception {
    assertThat(inAnotherJvm("-D" + PROPERTY + "=" + NetemChannelProvider.class.getName()))
        .isEqualTo("io.trixter.netem.nio.NetemChannelProvider, 5 bytes, on netem-handler");
  }

  @Test
  void theDefaultGroupTakesTheFactoryThatAPropertyNames() throws Exception {
    assertThat(
            inAnotherJvm(
                "-D" + PROPERTY + "=" + NetemChannelProvider.class.getName(),
                "-Djava.nio.channels.DefaultThreadPool.threadFactory=" + Named.class.getName(),
                "-Djava.nio.channels.DefaultThreadPool.initialSize=2"))
        .isEqualTo("io.trixter.netem.nio.NetemChannelProvider, 5 bytes, on named");
  }

  @Test
  void aFactoryThatCannotBeMadeIsNamed() throws Exception {
    assertThat(
            inAnotherJvm(
                "-D" + PROPERTY + "=" + NetemChannelProvider.class.getName(),
                "-Djava.nio.channels.DefaultThreadPool.threadFactory=no.such.Factory"))
        .contains(
            "java.lang.Error: java.nio.channels.DefaultThreadPool.threadFactory cannot be made:"
                + " no.such.Factory");
  }

  @Test
  void anInitialSizeThatIsNoNumberIsNamed() throws Exception {
    assertThat(
            inAnotherJvm(
                "-D" + PROPERTY + "=" + NetemChannelProvider.class.getName(),
                "-Djava.nio.channels.DefaultThreadPool.initialSize=many"))
        .contains("java.nio.channels.DefaultThreadPool.initialSize is no number: many");
  }

  private static String inAnotherJvm(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(EngineOfTests.jvmOptions());
    return OtherJvm.output(Main.class, all);
  }

  /** Threads of a user's own. */
  public static final class Named implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "named");
      thread.setDaemon(true);
      return thread;
    }
  }

  /** Sends bytes through channels of the default provider, and says where a handler ran. */
  public static final class Main {
    public static void main(String[] args) throws Exception {
      CompletableFuture<String> said = new CompletableFuture<>();
      try (AsynchronousServerSocketChannel server =
              AsynchronousServerSocketChannel.open()
                  .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
          AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
        Future<AsynchronousSocketChannel> accepted = server.accept();
        client.connect(server.getLocalAddress()).get();
        client.write(ByteBuffer.allocate(5)).get();
        try (AsynchronousSocketChannel peer = accepted.get()) {
          peer.read(
              ByteBuffer.allocate(9),
              said,
              new CompletionHandler<Integer, CompletableFuture<String>>() {
                @Override
                public void completed(Integer read, CompletableFuture<String> said) {
                  said.complete(read + " bytes, on " + Thread.currentThread().getName());
                }

                @Override
                public void failed(Throwable thrown, CompletableFuture<String> said) {
                  said.completeExceptionally(thrown);
                }
              });
          System.out.println(
              AsynchronousChannelProvider.provider().getClass().getName() + ", " + said.get());
        }
      }
    }
  }
}
