package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.fault.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The tables of docs/reference.md that say what the program has: they are made from the commands
 * and the catalogue. With {@code -Dreference.write=true} the test writes them.
 */
class ReferenceTablesTest {
  private static final Path REFERENCE = Documents.ROOT.resolve("docs/reference.md");

  private final CommandLine plain = Main.commandLine(Map.of(), new ExitHooks());
  private final CommandLine server = plain.getSubcommands().get("server");
  private final CommandLine demo = plain.getSubcommands().get("demo");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flags of trixter",
        "flags of trixter server",
        "flags of both",
        "flags of trixter demo",
        "types of fault",
        "attributes of faults"
      })
  void saysWhatTheProgramHas(String name) throws IOException {
    String document = Files.readString(REFERENCE);
    String start = "<!-- generated: " + name + " -->\n";
    Pattern section = Pattern.compile(Pattern.quote(start) + "(.*?)<!-- end -->", Pattern.DOTALL);
    Matcher found = section.matcher(document);
    assertThat(found.find()).as("a section between %s and <!-- end -->", start.strip()).isTrue();
    String table = table(name);
    if (Boolean.getBoolean("reference.write")) {
      String before = document.substring(0, found.start(1));
      Files.writeString(REFERENCE, before + table + document.substring(found.end(1)));
    } else {
      assertThat(found.group(1)).as("%s, section \"%s\"", REFERENCE, name).isEqualTo(table);
    }
  }

  private String table(String name) {
    return switch (name) {
      case "flags of trixter" -> flags(plain, flag -> !isShared(flag));
      case "flags of trixter server" -> flags(server, flag -> !isShared(flag));
      case "flags of both" -> flags(plain, this::isShared);
      case "flags of trixter demo" -> flags(demo, flag -> true);
      case "types of fault" -> types();
      default -> attributes();
    };
  }

  /** Whether both commands have the flag, and describe it alike. */
  private boolean isShared(OptionSpec flag) {
    return plain.getCommandSpec().options().stream().anyMatch(other -> isLike(flag, other))
        && server.getCommandSpec().options().stream().anyMatch(other -> isLike(flag, other));
  }

  private static boolean isLike(OptionSpec one, OptionSpec other) {
    return List.of(one.names()).equals(List.of(other.names())) && text(one).equals(text(other));
  }

  private static String text(OptionSpec flag) {
    return String.join(" ", flag.description());
  }

  private static String flags(CommandLine command, Predicate<OptionSpec> which) {
    List<List<String>> rows = new ArrayList<>();
    for (OptionSpec flag : command.getCommandSpec().options()) {
      if (which.test(flag)) {
        String value = flag.arity().max() == 0 ? "" : " " + flag.paramLabel();
        String names =
            List.of(flag.names()).stream()
                .map(name -> "`" + name + (name.equals(flag.longestName()) ? value : "") + "`")
                .collect(Collectors.joining(", "));
        rows.add(List.of(names, text(flag)));
      }
    }
    return table(List.of("flag", "what it does"), rows);
  }

  private static List<FaultType> all() {
    return FaultCatalog.types().stream().filter(type -> !(type instanceof Stamp)).toList();
  }

  private static String types() {
    return table(
        List.of("type", "what it does"),
        all().stream().map(type -> List.of(code(type.name()), type.summary())).toList());
  }

  private static String attributes() {
    List<List<String>> rows = new ArrayList<>();
    for (FaultType type : all()) {
      for (Attribute each : type.attributes()) {
        rows.add(
            List.of(
                code(type.name()),
                code(each.name()),
                each.unit(),
                range(each),
                each.defaultValue().toString(),
                each.help()));
      }
    }
    return table(List.of("type", "attribute", "unit", "range", "default", "what it is"), rows);
  }

  private static String range(Attribute attribute) {
    if (attribute.least().equals(Long.MIN_VALUE)) {
      return "any; below 0 is 0";
    }
    boolean open = attribute.most().equals(Long.MAX_VALUE);
    return open ? attribute.least() + " or more" : attribute.least() + " to " + attribute.most();
  }

  private static String code(String word) {
    return "`" + word + "`";
  }

  private static String table(List<String> heads, List<List<String>> rows) {
    StringBuilder table = new StringBuilder();
    table.append(row(heads)).append("|").append("---|".repeat(heads.size())).append('\n');
    rows.forEach(row -> table.append(row(row)));
    return table.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.isEmpty() ? " " : " " + cell.replace("|", "\\|") + " ")
        .collect(Collectors.joining("|", "|", "|\n"));
  }
}
