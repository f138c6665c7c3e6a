package io.trixter.examples;

import io.trixter.netem.DynamicDuration;
import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A JDBC driver, a real PostgreSQL and a proxy between them. The driver does not know: only the
 * port in its URL is another.
 */
public final class JdbcThroughProxy {
  private JdbcThroughProxy() {}

  /** Prints what queries met: a plain network, a slow one, a dead connection, a new one. */
  public static void main(String[] args) throws IOException, SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(30)).start();
        Proxy proxy = Trixter.to("127.0.0.1", server.getPort()).start()) {
      String url = "jdbc:postgresql://" + proxy.listen() + "/postgres?user=postgres";

      try (java.sql.Connection database = DriverManager.getConnection(url);
          Statement statement = database.createStatement()) {
        System.out.println("server: " + version(statement));
        System.out.println("plain: " + timeOfQuery(statement).toMillis() + " ms");

        Connection connection = proxy.connections().get(0);
        DynamicDuration delay = connection.knobs().downstream().delay();
        delay.set(Duration.ofMillis(100));
        System.out.println("delayed: " + timeOfQuery(statement).toMillis() + " ms");

        delay.set(Duration.ZERO);
        connection.knobs().upstream().termination().set(1.0);
        try {
          timeOfQuery(statement);
        } catch (SQLException e) {
          System.out.println("terminated: " + e.getMessage() + " " + e.getSQLState());
        }
        System.out.println("the driver sees it: " + !database.isValid(1));
      }

      try (java.sql.Connection database = DriverManager.getConnection(url);
          Statement statement = database.createStatement()) {
        timeOfQuery(statement);
        System.out.println("reconnected");
      }
    }
  }

  private static String version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("show server_version")) {
      row.next();
      return "PostgreSQL " + row.getString(1);
    }
  }

  private static Duration timeOfQuery(Statement statement) throws SQLException {
    long start = System.nanoTime();
    statement.execute("select 1");
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
