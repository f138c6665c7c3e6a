package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.api.http.Answer;

/** The version of Toxiproxy whose clients can be served. */
public final class ToxiproxyVersion {
  /** Digits and dots alone, because clients take it apart. */
  public static final String NUMBER = "2.12.0";

  private static final Answer ANSWER =
      Answer.text("application/json;charset=utf-8", "{\"version\": \"" + NUMBER + "\"}\n");

  private ToxiproxyVersion() {}

  static Answer answer() {
    return ANSWER;
  }
}
