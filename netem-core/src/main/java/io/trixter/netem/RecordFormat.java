package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The lines of a record: a header, the events, and a last line that says how many there are and how
 * many were dropped, so that a file that was cut off is found out. Each is a flat object of JSON.
 */
final class RecordFormat {
  private static final String FORMAT = "trixter-record";
  private static final long VERSION = 1;
  private static final Pattern SEED = Pattern.compile("[0-9]+"); // no sign, no other digits
  private static final Charset BYTES = StandardCharsets.ISO_8859_1; // a character for each

  private RecordFormat() {}

  static void write(
      Appendable out, long seed, String configuration, List<FaultEvent> events, long dropped)
      throws IOException {
    line(
        out,
        new FlatJson()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("seed", Long.toUnsignedString(seed))
            .put("configuration", configuration));
    for (FaultEvent event : events) {
      line(out, json(event));
    }
    line(out, new FlatJson().put("events", events.size()).put("dropped", dropped));
  }

  private static void line(Appendable out, FlatJson json) throws IOException {
    out.append(json.toString()).append('\n');
  }

  private static FlatJson json(FaultEvent event) {
    FlatJson json =
        new FlatJson()
            .put("owner", event.owner())
            .put("connection", event.connection())
            .put("direction", event.direction())
            .put("fault", event.fault())
            .put("at", event.at())
            .put("kind", event.kind().toString());
    if (event.kind().first() != null) {
      json.put(event.kind().first(), event.first());
    }
    if (event.kind().second() != null) {
      json.put(event.kind().second(), event.second());
    }
    return json;
  }

  static FaultRecord read(Path file) throws IOException {
    int line = 1;
    try (BufferedReader lines = Files.newBufferedReader(file, BYTES)) {
      FlatJson header = FlatJson.parse(text(lines.readLine(), "the file is empty"));
      long seed = seed(header);
      String configuration = header.string("configuration");
      header.end();
      List<FaultEvent> events = new ArrayList<>();
      while (true) {
        line++;
        FlatJson json = FlatJson.parse(text(lines.readLine(), "the last line is missing"));
        if (json.has("events")) {
          long dropped = dropped(json, events.size());
          line++;
          require(lines.read() < 0, "nothing may follow the last line");
          return new FaultRecord(seed, configuration, events, dropped);
        }
        events.add(event(json));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ":" + line + ": " + e.getMessage(), e);
    }
  }

  /** Decodes a line by itself: a reader of text would refuse it before its number is known. */
  private static String text(String line, String otherwise) {
    if (line == null) {
      throw new IllegalArgumentException(otherwise);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(BYTES));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static long seed(FlatJson header) {
    String format = header.string("format");
    require(FORMAT.equals(format), "format must be " + FORMAT + " (got " + format + ")");
    long version = header.number("version");
    require(version == VERSION, "version must be " + VERSION + " (got " + version + ")");
    String seed = header.string("seed");
    try {
      return Long.parseUnsignedLong(SEED.matcher(seed).matches() ? seed : "");
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "seed must be between 0 and 18446744073709551615 (got " + seed + ")", e);
    }
  }

  private static long dropped(FlatJson json, int read) {
    long events = json.number("events");
    long dropped = json.number("dropped");
    json.end();
    require(
        events == read, "events must be " + read + ", as many as were read (got " + events + ")");
    require(dropped >= 0, "dropped must be 0 or more (got " + dropped + ")");
    return dropped;
  }

  private static FaultEvent event(FlatJson json) {
    String owner = json.string("owner");
    long connection = json.number("connection");
    String direction = json.string("direction");
    String fault = json.string("fault");
    long at = json.number("at");
    Kind kind = kind(json.string("kind"));
    long first = kind.first() == null ? 0 : json.number(kind.first());
    long second = kind.second() == null ? 0 : json.number(kind.second());
    json.end();
    return new FaultEvent(owner, connection, direction, fault, at, kind, first, second);
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.toString().equals(name)) {
        return kind;
      }
    }
    List<Kind> known = List.of(Kind.values());
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "kind must be one of %s (got %s)", known, name));
  }
}
