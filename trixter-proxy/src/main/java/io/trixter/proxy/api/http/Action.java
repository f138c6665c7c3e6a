package io.trixter.proxy.api.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;

/** What one method does on one path. */
public sealed interface Action {
  /**
   * Does without a body: none is read, and no content type is asked for.
   *
   * @param answer acts, and says what to answer
   */
  record Bodiless(Supplier<Answer> answer) implements Action {}

  /**
   * Reads a body, and does what it asks.
   *
   * @param needsJsonType whether the request must call its body {@code application/json}
   * @param reader reads the body whole and checks it; what it returns then acts, and says what to
   *     answer
   */
  record Body(boolean needsJsonType, Function<byte[], Supplier<Answer>> reader) implements Action {}

  /**
   * Answers for as long as the client stays; no body is read.
   *
   * @param opening begins that, or answers a HEAD
   */
  record Stream(Opening opening) implements Action {}

  /** Begins an answer that has no end. */
  interface Opening {
    /**
     * Sends the head of the answer, and leaves the rest to another thread.
     *
     * @throws ApiException if it is refused; nothing has been sent then
     * @throws IOException if the client is gone
     */
    void open(HttpExchange exchange) throws IOException;
  }
}
