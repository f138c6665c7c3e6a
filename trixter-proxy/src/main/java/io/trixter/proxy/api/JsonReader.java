package io.trixter.proxy.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a request's body: 400 when it is not one JSON text in UTF-8, saying what is wrong and
 * where; 422 when it is no object or repeats a field.
 */
final class JsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonReader() {}

  static JsonFields read(byte[] body) {
    CharBuffer text = decode(body);
    try (JsonParser parser =
        FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
      return read(parser);
    } catch (JsonProcessingException e) {
      throw notJson(e.getOriginalMessage(), e.getLocation());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CharBuffer decode(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw new ApiException(400, "body is not JSON: not UTF-8");
    }
  }

  /** Reads to the end before it refuses a field, because a text that breaks off is not JSON. */
  private static JsonFields read(JsonParser parser) throws IOException {
    JsonToken root = parser.nextToken();
    if (root == null) {
      throw notJson("it is empty", parser.currentLocation());
    }
    ApiException refusal = null;
    Map<String, JsonFields.Scalar> fields = new LinkedHashMap<>();
    if (root == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (fields.put(name, value(parser)) != null && refusal == null) {
          refusal = JsonFields.invalid("repeated field " + JsonFields.shown(name));
        }
      }
    } else {
      parser.skipChildren();
      refusal = JsonFields.invalid("body must be a JSON object");
    }
    parser.finishToken();
    if (parser.nextToken() != null) {
      throw notJson("more follows the JSON text", parser.currentTokenLocation());
    }
    if (refusal != null) {
      throw refusal;
    }
    return new JsonFields(fields);
  }

  private static JsonFields.Scalar value(JsonParser parser) throws IOException {
    JsonToken type = parser.nextToken();
    String text = type.isScalarValue() ? parser.getText() : "";
    parser.skipChildren();
    return new JsonFields.Scalar(type, text);
  }

  private static ApiException notJson(String what, JsonLocation where) {
    String place =
        where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    return new ApiException(400, "body is not JSON: " + what + place);
  }
}
