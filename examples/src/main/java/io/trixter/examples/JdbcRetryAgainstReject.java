package io.trixter.examples;

import static io.trixter.proxy.fault.Reject.reject;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A retry policy over JDBC, against a database whose first two connections fail, as while it
 * restarts. It repeats what failed because of the connection, SQL state class 08, and nothing else.
 * The driver has no retries of its own but the other hosts of its URL; here there is one.
 */
public final class JdbcRetryAgainstReject {
  private static final int ATTEMPTS = 3;

  private JdbcRetryAgainstReject() {}

  /** Prints how each attempt ended, for a good query and for a wrong one. */
  public static void main(String[] args) throws IOException, SQLException {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(30)).start();
        Proxy proxy = Trixter.to("127.0.0.1", server.getPort()).fault(reject().first(2)).start()) {
      String url = "jdbc:postgresql://" + proxy.listen() + "/postgres?user=postgres";
      System.out.println("answer: " + retry(url, "select 42"));
      try {
        retry(url, "select no_such_column");
      } catch (SQLException e) {
        System.out.println("not retried: " + e.getSQLState());
      }
    }
  }

  private static int retry(String url, String query) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection database = DriverManager.getConnection(url);
          Statement statement = database.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getInt(1);
      } catch (SQLException e) {
        System.out.println("attempt " + attempt + ": " + e.getSQLState() + " " + e.getMessage());
        if (attempt == ATTEMPTS || !e.getSQLState().startsWith("08")) {
          throw e;
        }
      }
    }
  }
}
