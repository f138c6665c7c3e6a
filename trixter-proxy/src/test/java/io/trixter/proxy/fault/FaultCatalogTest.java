package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All types by name. */
class FaultCatalogTest {
  /** Has a name that is taken. */
  public static final class Impostor extends FaultType {
    /** For the service loader. */
    public Impostor() {
      super("latency", "is not ours");
    }

    @Override
    public Rules rules(Link link) {
      return null;
    }
  }

  private static class Named extends FaultType {
    Named(String name, Attribute... attributes) {
      super(name, "", attributes);
    }

    @Override
    public Rules rules(Link link) {
      return null;
    }
  }

  @Test
  void oursComeFirstAndThoseOfOthersFollow() {
    assertThat(FaultCatalog.types())
        .extracting(FaultType::name)
        .containsExactly(
            "latency",
            "bandwidth",
            "slow_close",
            "timeout",
            "reset_peer",
            "slicer",
            "limit_data",
            "noop",
            "termination",
            "corruption",
            "packet_loss",
            "bit_flip",
            "limit_time",
            "reject",
            "hang",
            "slow_open",
            "flap",
            "stamp");
  }

  @Test
  void aTypeIsFoundByItsName() {
    assertThat(FaultCatalog.find("bandwidth")).isSameAs(Bandwidth.TYPE);
    assertThat(FaultCatalog.find("stamp")).isInstanceOf(Stamp.class);
    assertThat(FaultCatalog.find("down")).isNull();
  }

  @Test
  void oneThatCannotBeLoadedOrWhoseNameIsTakenIsLeftOut(@TempDir Path dir) throws IOException {
    Path services = Files.createDirectories(dir.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(FaultType.class.getName()),
        String.join("\n", "no.such.Type", "not a name", Impostor.class.getName()));
    URL[] path = {dir.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader())) {
      assertThat(FaultCatalog.load(ServiceLoader.load(FaultType.class, loader)))
          .extracting(FaultType::name)
          .containsExactly("stamp");
    }
    Files.writeString(
        services.resolve(FaultType.class.getName()),
        String.join("\n", "no.such.Type", Impostor.class.getName()));
    try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader())) {
      assertThat(FaultCatalog.load(ServiceLoader.load(FaultType.class, loader)))
          .extracting(FaultType::name)
          .containsExactly("stamp");
    }
  }

  @Test
  void namesAreWordsThatPathsFlagsAndLabelsCanHave() {
    for (String name : new String[] {"", "Upper", "a-b", "a:b", "1a"}) {
      assertThatThrownBy(() -> new Named(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("type must be lower case letters, digits and underscores (got " + name + ")");
    }
    assertThatThrownBy(() -> new Named("a", Attribute.count("B", "")))
        .hasMessageStartingWith("attribute must be lower case letters");
  }

  @Test
  void anAttributeIsNotNamedLikeAnotherOrLikeAPartOfEveryFault() {
    Attribute twice = Attribute.count("b", "");
    assertThatThrownBy(() -> new Named("a", twice, twice))
        .hasMessage("a must not have an attribute b: the name is taken");
    for (String name : new String[] {"type", "name", "stream", "toxicity"}) {
      assertThatThrownBy(() -> new Named("a", Attribute.count(name, "")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
