package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  private static final String PROPERTY = "-Dio.trixter.netem.engine=";

  @ParameterizedTest
  @EnumSource
  void isFoundByItsName(Engine engine) {
    assertThat(Engine.of(engine.toString())).isSameAs(engine);
  }

  @Test
  void namesAreWrittenAsTheFlagHasThem() {
    assertThat(Engine.values()).extracting(Engine::toString).contains("nio", "io_uring", "auto");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "epoll", "NIO", "io-uring"})
  void anotherNameIsRefused(String name) {
    assertThatThrownBy(() -> Engine.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("engine must be nio, io_uring or auto (got " + name + ")");
  }

  @Test
  void isTheSelectorUnlessThePropertySaysOtherwise() throws Exception {
    assertThat(saidWith()).containsOnly("nio");
    assertThat(saidWith(PROPERTY + "auto")).containsOnly("auto");
  }

  @Test
  void aPropertyThatNamesNoneIsToldEachTime() throws Exception {
    String told = "io.trixter.netem.engine must be nio, io_uring or auto (got epoll)";
    assertThat(saidWith(PROPERTY + "epoll")).containsExactly(told, told);
  }

  private static Stream<String> saidWith(String... options) throws Exception {
    return OtherJvm.output(Main.class, List.of(options)).lines();
  }

  /** Says twice which engine is configured, or why the shared provider cannot be had. */
  static final class Main {
    public static void main(String[] args) {
      for (int call = 0; call < 2; call++) {
        try {
          NetemChannelProvider.shared();
          System.out.println(Engine.configured());
        } catch (IllegalArgumentException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
