package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.JsonProblem;

/** Reads bodies of requests, and refuses those that are not as they should be. */
final class Bodies {
  private Bodies() {}

  /**
   * Reads one.
   *
   * @param <T> what it is read as
   */
  interface Reading<T> {
    T read() throws JsonProblem;
  }

  static <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (JsonProblem e) {
      throw new ApiException(400, "bad request body: " + e.placed());
    }
  }
}
