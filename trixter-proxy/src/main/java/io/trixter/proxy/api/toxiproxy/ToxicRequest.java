package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import java.io.IOException;

/**
 * A fault as a request or a configuration file describes it; what was left out is null.
 *
 * @param name its name
 * @param type the name of its type
 * @param stream its direction
 * @param toxicity the probability that it acts on a connection
 * @param attributes its attributes, never null
 * @param line the line that it begins in
 */
public record ToxicRequest(
    String name, String type, String stream, Float toxicity, LooseAttributes attributes, int line) {

  /** Reads the body of a request. */
  static ToxicRequest of(byte[] body) throws JsonProblem {
    return LenientJson.read(body, ToxicRequest::read);
  }

  /** The direction: downstream if it was left out, null if there is none such. */
  public Direction direction() {
    return stream == null ? Direction.DOWNSTREAM : Direction.find(stream);
  }

  /** The type, or null if there is none such. */
  public FaultType faultType() {
    return type == null ? null : FaultCatalog.find(type);
  }

  /** The name of the fault, given or not. */
  String faultName(FaultType faultType, Direction direction) {
    return FaultSpec.of(faultType).toward(direction).named(name).name();
  }

  /**
   * The fault of this type and direction.
   *
   * @throws JsonProblem if an attribute is no number, or it or the toxicity is out of its range
   */
  public FaultSpec spec(FaultType faultType, Direction direction) throws JsonProblem {
    FaultSpec spec = FaultSpec.of(faultType, attributes.of(faultType)).toward(direction);
    return spec.named(name).toxicity(toxicity(faultType, 1f));
  }

  /**
   * The toxicity, or {@code otherwise} if it was left out.
   *
   * @throws JsonProblem if {@code faultType} refuses it
   */
  Float toxicity(FaultType faultType, Float otherwise) throws JsonProblem {
    try {
      return toxicity == null ? otherwise : (Float) faultType.checkToxicity(toxicity);
    } catch (IllegalArgumentException e) {
      throw new JsonProblem(e.getMessage(), line, 1);
    }
  }

  static ToxicRequest read(LenientJson json) throws IOException, JsonProblem {
    Members members = new Members(json.line());
    json.members("a toxic", name -> members.take(name, json));
    return members.request();
  }

  /** What was read so far. */
  private static final class Members {
    private final int line;
    private final LooseAttributes attributes = new LooseAttributes();
    private String name;
    private String type;
    private String stream;
    private Float toxicity;

    Members(int line) {
      this.line = line;
    }

    void take(String member, LenientJson json) throws IOException, JsonProblem {
      switch (member) {
        case "name" -> name = json.text(member, name);
        case "type" -> type = json.text(member, type);
        case "stream" -> stream = json.text(member, stream);
        case "toxicity" -> toxicity = json.real(member, toxicity);
        case "attributes" -> json.members(member, key -> attributes.add(key, json.loose()));
        default -> json.skip();
      }
    }

    ToxicRequest request() {
      return new ToxicRequest(name, type, stream, toxicity, attributes, line);
    }
  }
}
