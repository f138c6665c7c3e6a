package io.trixter.proxy.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Parses JSON in UTF-8; a problem names its line and column. */
public final class JsonText {
  private static final int SHOWN = 40;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /**
   * Reads what a text holds.
   *
   * @param <T> what it is read as
   */
  public interface Reader<T> {
    /** Reads from a parser that stands before the first token. */
    T read(JsonParser parser) throws IOException, JsonProblem;
  }

  /**
   * Gives {@code reader} a parser of {@code body}.
   *
   * @throws JsonProblem if the body is not JSON in UTF-8, or {@code reader} finds something wrong
   */
  public static <T> T read(byte[] body, Reader<T> reader) throws JsonProblem {
    CharBuffer text = decode(body);
    try (JsonParser parser =
        FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
      return reader.read(parser);
    } catch (JsonProcessingException e) {
      throw problem(e.getOriginalMessage(), e.getLocation());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CharBuffer decode(byte[] body) throws JsonProblem {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException e) {
      int line = 1;
      int start = 0;
      for (int i = 0; i < bytes.position(); i++) {
        if (body[i] == '\n') {
          line++;
          start = i + 1;
        }
      }
      throw new JsonProblem("not UTF-8", line, bytes.position() - start + 1);
    }
  }

  /** Returns {@code text} as a refusal shows it, which is its first 40 characters. */
  public static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** A problem at this place. */
  public static JsonProblem problem(String what, JsonLocation where) {
    return where == null
        ? new JsonProblem(what, 1, 1)
        : new JsonProblem(what, where.getLineNr(), where.getColumnNr());
  }
}
