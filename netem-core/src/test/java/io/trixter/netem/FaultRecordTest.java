package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and their files. */
class FaultRecordTest {
  private static final String HEADER =
      "{\"format\":\"trixter-record\",\"version\":1,\"seed\":\"7\",\"configuration\":\"\"}\n";
  private static final String EVENT =
      "{\"owner\":\"client\",\"connection\":3,\"direction\":\"write\",\"fault\":\"Corrupter\","
          + "\"at\":1204,\"kind\":\"garbage\",\"bytes\":37,\"draw\":-5}\n";
  private static final String END = "{\"events\":1,\"dropped\":0}\n";

  @TempDir private Path directory;

  private static FaultEvent event(Kind kind, long first, long second) {
    return new FaultEvent("client", 3, "write", "Corrupter", 1204, kind, first, second);
  }

  private static FaultEvent event(String direction, long at, Kind kind) {
    long first = kind.first() == null ? 0 : 1;
    long second = kind.second() == null ? 0 : 1;
    return new FaultEvent("client", 3, direction, "x", at, kind, first, second);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("x.jsonl"), content);
  }

  private void refuses(String content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> FaultRecord.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + message);
  }

  @Test
  void isWrittenAsLinesOfJson() throws IOException {
    FaultRecord record = new FaultRecord(7, "", 10);
    record.add(event(Kind.GARBAGE, 37, -5));
    StringBuilder text = new StringBuilder();
    record.writeTo(text);
    assertThat(text).hasToString(HEADER + EVENT + END);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    FaultRecord record = new FaultRecord(-1, "a \"quoted\"\n\\ \u0001 ü \ud83d\ude00 line", 100);
    List<String> directions = List.of("read", "upstream write", "downstream read");
    for (Kind kind : List.of(Kind.GARBAGE, Kind.FLIP, Kind.TERMINATED, Kind.LOSS)) {
      directions.forEach(each -> record.add(event(each, 1204, kind)));
    }
    for (Kind kind : List.of(Kind.REFUSED, Kind.RESET, Kind.HUNG, Kind.DELAYED)) {
      record.add(event("open", 0, kind));
      record.add(event("upstream open", 0, kind));
    }
    record.add(event("downstream", 0, Kind.TOXICITY));
    assertThat(record.events()).extracting(FaultEvent::kind).contains(Kind.values());
    Path file = directory.resolve("r.jsonl");
    record.write(file);
    FaultRecord read = FaultRecord.read(file);
    assertThat(read.events()).isEqualTo(record.events());
    assertThat(read.seed()).isEqualTo(-1);
    assertThat(read.configuration()).isEqualTo(record.configuration());
    assertThat(read.dropped()).isZero();
  }

  @Test
  void aFullRecordDropsTheNewestAndSaysHowMany() throws IOException {
    FaultRecord record = new FaultRecord(7, "", 1);
    record.add(event(Kind.GARBAGE, 37, -5));
    record.add(event(Kind.TERMINATED, 0, 0));
    record.add(event(Kind.TERMINATED, 0, 0));
    assertThat(record.events()).containsExactly(event(Kind.GARBAGE, 37, -5));
    StringBuilder text = new StringBuilder();
    record.writeTo(text);
    assertThat(text.toString()).endsWith("\n{\"events\":1,\"dropped\":2}\n");
    assertThat(FaultRecord.read(file(text.toString())).dropped()).isEqualTo(2);
    assertThat(record.toString()).endsWith("\n2 dropped\n");
  }

  @Test
  void threadsMayRecordAtOnce() throws Exception {
    FaultRecord record = new FaultRecord(7, "", 3000);
    List<Background<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Background.run(
              () -> {
                for (int n = 0; n < 1000; n++) {
                  record.add(event(Kind.FLIP, 0, 0));
                }
              }));
    }
    for (Background<Void> thread : threads) {
      thread.result();
    }
    assertThat(record.events()).hasSize(3000);
    assertThat(record.dropped()).isEqualTo(1000);
  }

  @Test
  void whatIsNoWholeRecordIsRefusedByFileAndLine() throws IOException {
    refuses("", ":1: the file is empty");
    refuses("hello\n", ":1: not JSON: { expected in column 1");
    refuses("{}\n", ":1: format is missing");
    refuses(HEADER.replace("trixter-record", "x"), ":1: format must be trixter-record (got x)");
    refuses(HEADER.replace("1", "2"), ":1: version must be 1 (got 2)");
    refuses(
        HEADER.replace("\"7\"", "\"x\""),
        ":1: seed must be between 0 and 18446744073709551615 (got x)");
    String seeds = ":1: seed must be between 0 and 18446744073709551615 (got ";
    for (String seed : List.of("+7", "-7", "", "18446744073709551616", "\u0667")) {
      refuses(HEADER.replace("\"7\"", '"' + seed + '"'), seeds + seed + ")");
    }
    refuses(HEADER.replace("\"7\"", "7"), ":1: seed must be a string");
    refuses(HEADER.replace("1", "\"1\""), ":1: version must be a whole number");
    refuses(HEADER.replace("\"\"", "7"), ":1: configuration must be a string");
    refuses(HEADER.replace("configuration", "config"), ":1: configuration is missing");
    refuses(HEADER.replace("\"\"", "\"\",\"x\":1"), ":1: unknown field x");
    refuses(HEADER, ":2: the last line is missing");
    refuses(HEADER + EVENT, ":3: the last line is missing");
    refuses(HEADER + EVENT.substring(0, 30), ":2: not JSON: : expected in column 31");
    refuses(HEADER + END, ":2: events must be 0, as many as were read (got 1)");
    refuses(HEADER + EVENT + END.replace("0", "-1"), ":3: dropped must be 0 or more (got -1)");
    refuses(HEADER + EVENT + END.replace("0", "\"\""), ":3: dropped must be a whole number");
    refuses(HEADER + EVENT + END.replace("1", "\"\""), ":3: events must be a whole number");
    refuses(HEADER + EVENT + END.replace("dropped", "lost"), ":3: dropped is missing");
    refuses(HEADER + EVENT + END.replace("0", "0,\"x\":1"), ":3: unknown field x");
    refuses(HEADER + EVENT + END + EVENT, ":4: nothing may follow the last line");
    refuses(HEADER + EVENT.replace("garbage", "gold"), kinds(":2: kind must be one of ", "gold"));
  }

  private static String kinds(String before, String got) {
    return before + List.of(Kind.values()) + " (got " + got + ")";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,|-3,|connection must be 0 or more (got -3)",
        "1204|-1|at must be 0 or more (got -1)",
        "37|0|bytes must be between 1 and 16384 (got 0)",
        "37|16385|bytes must be between 1 and 16384 (got 16385)",
        "37|1.5|not JSON: } expected in column 110",
        "37|037|not JSON: a string or a whole number of 64 bits expected in column 109",
        "37|9223372036854775808|not JSON: a string or a whole number of 64 bits expected in column 109",
        "37|null|not JSON: a string or a whole number of 64 bits expected in column 109",
        "client|cli\tent|not JSON: an escape expected in column 14",
        "client|\\u+123|not JSON: four hexadecimal digits expected in column 13",
        "\"bytes\"|\"size\"|bytes is missing",
        "\"client\"|7|owner must be a string",
        "\"write\"|7|direction must be a string",
        "\"Corrupter\"|7|fault must be a string",
        "\"garbage\"|7|kind must be a string",
        "3,|\"3\",|connection must be a whole number",
        "-5|\"5\"|draw must be a whole number",
        "1204|\"x\"|at must be a whole number",
        "\"bytes\"|\"bits\":1,\"bytes\"|unknown field bits",
        "\"bytes\"|\"draw\":1,\"bytes\"|draw stands there twice",
      })
  void aWrongFieldIsNamed(String part, String instead, String message) throws IOException {
    refuses(HEADER + EVENT.replace(part, instead) + END, ":2: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage|sideways|0|1|1|direction must be one of [read, write, upstream read,",
        "garbage|Write|0|1|1|direction must be one of [read, write, upstream read,",
        "flip|open|0|1||direction must be one of [read, write, upstream read,",
        "loss|upstream|0|1||direction must be one of [read, write, upstream read,",
        "terminated|sideways write|0|1||direction must be one of [read, write, upstream read,",
        "terminated|read|0|2||flush must be 0 or 1 (got 2)",
        "flip|read|0|8||bit must be between 0 and 7 (got 8)",
        "flip|read|0|-1||bit must be between 0 and 7 (got -1)",
        "loss|read|0|-1||pause must be 0 or more (got -1)",
        "refused|write|0|||direction must be one of [open, upstream open, downstream open]",
        "reset|open|7|||at must be 0 (got 7)",
        "hung|up open|0|||direction must be one of [open, upstream open, downstream open]",
        "delayed|open|7|||at must be 0 (got 7)",
        "toxicity|upstream write|0|0|1|direction must be one of [upstream, downstream]",
        "toxicity|upstream|7|0|1|at must be 0 (got 7)",
        "toxicity|upstream|0|-1|1|update must be 0 or more (got -1)",
        "toxicity|upstream|0|0|2|hit must be 0 or 1 (got 2)",
      })
  void whatItsKindDoesNotHaveIsRefused(
      String name, String direction, String at, String first, String second, String message)
      throws IOException {
    Kind kind = Kind.valueOf(name.toUpperCase(Locale.ROOT));
    String numbers = "";
    numbers += first == null ? "" : ",\"" + kind.first() + "\":" + first;
    numbers += second == null ? "" : ",\"" + kind.second() + "\":" + second;
    String place = "{\"owner\":\"unknown\",\"connection\":3,\"fault\":\"unknown\",\"direction\":\"";
    String event =
        place + direction + "\",\"at\":" + at + ",\"kind\":\"" + name + "\"" + numbers + "}\n";
    Path file = file(HEADER + EVENT + event + END);
    assertThatThrownBy(() -> FaultRecord.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ":3: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}x", "{\"a\"}", "{\"\\x\":1}", "{\"\\u12\":1}", "{\"a", "{,}"})
  void whatIsNotJsonIsRefused(String line) throws IOException {
    Path file = file(line + "\n");
    assertThatThrownBy(() -> FaultRecord.read(file))
        .hasMessageStartingWith(file + ":1: not JSON: ");
  }

  @Test
  void aFileThatIsNoTextOrNotThereIsRefused() throws IOException {
    Path file = Files.write(directory.resolve("b"), "\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> FaultRecord.read(file)).hasMessage(file + ":1: not UTF-8");
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> FaultRecord.read(missing)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theLineThatIsNoTextIsNamed() throws IOException {
    String good = HEADER + EVENT + EVENT.replace("client", "\u00ff");
    Path file = Files.write(directory.resolve("b"), good.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> FaultRecord.read(file)).hasMessage(file + ":3: not UTF-8");
  }

  @Test
  void aNumberThatItsKindDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> new FaultEvent("x", 3, "open", "x", 0, Kind.HUNG, 1, 0))
        .hasMessage("first must be 0 (got 1)");
    assertThatThrownBy(() -> event(Kind.FLIP, 1, 1)).hasMessage("second must be 0 (got 1)");
  }

  @Test
  void eventsAreToldInPlainEnglish() {
    assertThat(event(Kind.GARBAGE, 1037, -5))
        .hasToString(
            "1,037 bytes of garbage after byte 1,204 of connection 3 (client, write, Corrupter)");
    assertThat(new FaultEvent("client", 3, "open", "ConnectFault", 0, Kind.REFUSED, 0, 0))
        .hasToString("the refusal of connection 3 (client, open, ConnectFault)");
    assertThat(new FaultEvent("db", 3, "upstream", "x", 0, Kind.TOXICITY, 2, 0))
        .hasToString("the miss of connection 3 (db, upstream, x)");
  }

  @Test
  void aSizeBelowOneIsRefused() {
    assertThatThrownBy(() -> new FaultRecord(1, "", 0))
        .hasMessage("most must be between 1 and 2147483647 (got 0)");
  }
}
