package io.trixter.examples;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.embedded.RedisServer;

/**
 * A pooling client, Jedis, a real Redis and a proxy between them: the pooled connection dies, the
 * command fails, and the pool must not hand the dead connection out again.
 */
public final class RedisReconnect {
  private RedisReconnect() {}

  /** Prints what commands met: a network, a dead connection, a new one. */
  public static void main(String[] args) throws IOException {
    int port = freePort();
    RedisServer server =
        RedisServer.newRedisServer().bind("127.0.0.1").port(port).setting("save \"\"").build();
    server.start();
    try (Proxy proxy = Trixter.to("127.0.0.1", port).start();
        RedisClient redis = RedisClient.create(proxy.host(), proxy.port())) {
      redis.set("answer", "42");
      System.out.println("connected: " + redis.get("answer"));

      proxy.connections().get(0).knobs().upstream().termination().set(1.0);
      try {
        redis.get("answer");
      } catch (JedisConnectionException e) {
        System.out.println("terminated: " + e.getMessage());
      }

      System.out.println("reconnected: " + redis.get("answer"));
    } finally {
      server.stop();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
