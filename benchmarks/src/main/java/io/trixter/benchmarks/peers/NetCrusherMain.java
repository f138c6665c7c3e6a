package io.trixter.benchmarks.peers;

import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;

/** Opens a TcpCrusher from one port to another, by reflection, and ends with its parent. */
final class NetCrusherMain {
  static final String BUILDER = "org.netcrusher.tcp.TcpCrusherBuilder";
  private static final String REACTOR = "org.netcrusher.core.reactor.NioReactor";
  private static final String HOST = "127.0.0.1";

  private NetCrusherMain() {}

  public static void main(String... ports)
      throws ReflectiveOperationException, InterruptedException {
    Class<?> type = Class.forName(BUILDER);
    Class<?> reactor = Class.forName(REACTOR);
    Object builder = type.getMethod("builder").invoke(null);
    type.getMethod("withReactor", reactor)
        .invoke(builder, reactor.getDeclaredConstructor().newInstance());
    address(type, "withBindAddress").invoke(builder, HOST, Integer.parseInt(ports[0]));
    address(type, "withConnectAddress").invoke(builder, HOST, Integer.parseInt(ports[1]));
    type.getMethod("buildAndOpen").invoke(builder);

    CountDownLatch orphaned = new CountDownLatch(1);
    ProcessHandle.current().parent().orElseThrow().onExit().thenRun(orphaned::countDown);
    orphaned.await();
    System.exit(0);
  }

  private static Method address(Class<?> type, String name) throws NoSuchMethodException {
    return type.getMethod(name, String.class, int.class);
  }
}
