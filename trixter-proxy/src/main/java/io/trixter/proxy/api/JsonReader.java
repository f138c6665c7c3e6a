package io.trixter.proxy.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.api.http.JsonText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a request's body: 400 when it is not one JSON text in UTF-8, saying what is wrong and
 * where; 422 when it is no object or repeats a field.
 */
final class JsonReader {
  private JsonReader() {}

  static JsonFields read(byte[] body) {
    try {
      return JsonText.read(body, JsonReader::read);
    } catch (JsonProblem e) {
      throw new ApiException(400, "body is not JSON: " + e.placed());
    }
  }

  /** Reads to the end before it refuses a field, because a text that breaks off is not JSON. */
  private static JsonFields read(JsonParser parser) throws IOException, JsonProblem {
    JsonToken root = parser.nextToken();
    if (root == null) {
      throw JsonText.problem("it is empty", parser.currentLocation());
    }
    ApiException refusal = null;
    Map<String, JsonFields.Scalar> fields = new LinkedHashMap<>();
    if (root == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (fields.put(name, value(parser)) != null && refusal == null) {
          refusal = JsonFields.invalid("repeated field " + JsonText.shown(name));
        }
      }
    } else {
      parser.skipChildren();
      refusal = JsonFields.invalid("body must be a JSON object");
    }
    parser.finishToken();
    if (parser.nextToken() != null) {
      throw JsonText.problem("more follows the JSON text", parser.currentTokenLocation());
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
}
