package io.trixter.proxy.junit;

import static io.trixter.proxy.junit.Kit.SEEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many proxies an extension starts, and when each is closed. */
class TrixterExtensionTest {
  static class PerTest {
    @RegisterExtension final TrixterExtension trixter = TrixterExtension.of(Kit::toSilence);

    @BeforeEach
    void runsBeforeEachTest(Proxy proxy) {
      assertThat(proxy.isEnabled()).isTrue();
    }

    @Test
    void first(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Test
    void second() {
      SEEN.add(trixter.proxy());
    }

    @Nested
    class Within {
      @Test
      void third(Proxy proxy) {
        SEEN.add(proxy);
      }
    }
  }

  @Test
  void anInstanceFieldHasAProxyForEachTestThoseOfNestedClassesToo() {
    Kit.run(PerTest.class).testEvents().assertStatistics(stats -> stats.succeeded(3).failed(0));
    assertThat(SEEN).hasSize(3).doesNotHaveDuplicates().noneMatch(Proxy::isEnabled);
  }

  static class Templates {
    @RegisterExtension final TrixterExtension trixter = TrixterExtension.of(Kit::toSilence);

    @RepeatedTest(2)
    void repeated(Proxy proxy) {
      SEEN.add(proxy);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void parameterised(int number, Proxy proxy) {
      assertThat(number).isPositive();
      SEEN.add(proxy);
    }
  }

  @Test
  void anInstanceFieldHasAProxyForEachRepetitionAndForEachArgument() {
    Kit.run(Templates.class).testEvents().assertStatistics(stats -> stats.succeeded(4).failed(0));
    assertThat(SEEN).hasSize(4).doesNotHaveDuplicates().noneMatch(Proxy::isEnabled);
  }

  static class PerClass {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @BeforeAll
    static void runsBeforeAllTests(Proxy proxy) {
      assertThat(proxy.isEnabled()).isTrue();
      SEEN.add(proxy);
    }

    @AfterAll
    static void runsAfterAllTests(Proxy proxy) {
      assertThat(proxy.isEnabled()).isTrue();
      SEEN.add(proxy);
    }

    private final Proxy constructed;

    PerClass(Proxy proxy) {
      constructed = proxy;
    }

    @Test
    void first(Proxy proxy) {
      SEEN.addAll(List.of(constructed, proxy, TRIXTER.proxy()));
    }

    @RepeatedTest(2)
    void repeated(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Nested
    class Within {
      @BeforeAll
      static void runsBeforeAllWithin(Proxy proxy) {
        SEEN.add(proxy);
      }

      @Test
      void second(Proxy proxy) {
        SEEN.addAll(List.of(proxy, TRIXTER.proxy()));
      }

      @Nested
      class Deeper {
        @Test
        void third(Proxy proxy) {
          SEEN.addAll(List.of(proxy, TRIXTER.proxy()));
        }
      }
    }
  }

  @Test
  void aStaticFieldHasOneProxyForTheClassAndAllWithinIt() {
    Kit.run(PerClass.class).testEvents().assertStatistics(stats -> stats.succeeded(5).failed(0));
    assertThat(SEEN).hasSize(12);
    assertThat(Set.copyOf(SEEN)).hasSize(1).noneMatch(Proxy::isEnabled);
  }

  @Test
  void aStaticFieldHasOneProxyForParallelTestsToo() {
    Kit.runInParallel(PerClass.class)
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(5).failed(0));
    assertThat(SEEN).hasSize(12);
    assertThat(Set.copyOf(SEEN)).hasSize(1).noneMatch(Proxy::isEnabled);
  }

  @TestInstance(Lifecycle.PER_CLASS)
  static class OneInstance {
    @RegisterExtension final TrixterExtension trixter = TrixterExtension.of(Kit::toSilence);

    @BeforeAll
    void runsBeforeAllTests(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Test
    void first(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Nested
    class Within {
      @Test
      void second() {
        SEEN.add(trixter.proxy());
      }
    }
  }

  @Test
  void anInstanceFieldHasOneProxyForTheClassIfTheInstanceIsForTheClass() {
    Kit.run(OneInstance.class).testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(SEEN).hasSize(3);
    assertThat(Set.copyOf(SEEN)).hasSize(1).noneMatch(Proxy::isEnabled);
  }

  abstract static class Base {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @Test
    void inherited(Proxy proxy) throws InterruptedException {
      List<Proxy> fromAThread = new ArrayList<>();
      Thread thread = new Thread(() -> fromAThread.add(TRIXTER.proxy()));
      thread.start();
      thread.join();
      assertThat(TRIXTER.proxy()).isSameAs(proxy);
      assertThat(fromAThread).containsExactly(proxy);
      SEEN.add(proxy);
    }
  }

  static class First extends Base {}

  static class Second extends Base {}

  @Test
  void eachClassThatInheritsAStaticFieldHasAProxyOfItsOwn() {
    Kit.run(First.class, Second.class)
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates().noneMatch(Proxy::isEnabled);
  }

  @ParameterizedClass
  @ValueSource(ints = {1, 2})
  static class ForEachArgument extends Base {
    @SuppressWarnings("unused") // the class's argument
    ForEachArgument(int number) {}
  }

  @Test
  void aStaticFieldHasOneProxyForAllArgumentsOfTheClass() {
    Kit.run(ForEachArgument.class)
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(SEEN).hasSize(2);
    assertThat(Set.copyOf(SEEN)).hasSize(1).noneMatch(Proxy::isEnabled);
  }

  @Test
  void outsideOfATestThereIsNoProxy() {
    assertThatThrownBy(() -> TrixterExtension.of(Kit.toSilence()).proxy())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the proxy runs during a test only");
  }
}
