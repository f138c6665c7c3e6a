package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the table of docs/faults.md lists the types of the catalogue and their attributes. */
class FaultDocsTest {
  private static final Path DOCS =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "faults.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\|([^|]*)\\|.*");

  @Test
  void theTableListsEveryTypeWithItsAttributes() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(DOCS)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2).strip());
      }
    }
    Map<String, String> types = new LinkedHashMap<>();
    for (FaultType type : ours()) {
      types.put(type.name(), attributes(type));
    }
    assertThat(rows).containsExactlyEntriesOf(types);
  }

  @Test
  void everyDefaultIsZeroAsTheTextSays() {
    for (FaultType type : ours()) {
      for (Attribute each : type.attributes()) {
        assertThat(each.defaultValue().doubleValue()).as(type + " " + each).isZero();
      }
    }
  }

  private static List<FaultType> ours() {
    List<FaultType> ours = new ArrayList<>(FaultCatalog.types());
    ours.removeIf(Stamp.class::isInstance);
    return ours;
  }

  private static String attributes(FaultType type) {
    return type.attributes().stream()
        .map(a -> "`" + a.name() + "` " + (a.isWhole() ? a.unit() : a.least() + " to " + a.most()))
        .map(String::strip)
        .collect(Collectors.joining(", "));
  }
}
