package io.trixter.proxy.junit;

import static io.trixter.proxy.junit.Kit.SEEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which extension gives a parameter its proxy. */
class ProxyNamedTest {
  static class Two {
    @RegisterExtension
    static final TrixterExtension ORDERS = TrixterExtension.of(Kit::toSilence).named("orders");

    @RegisterExtension
    final TrixterExtension stock =
        TrixterExtension.of(() -> Trixter.to("127.0.0.1", ORDERS.proxy().port())).named("stock");

    @BeforeAll
    static void theOnlyOneSoFarNeedsNoName(Proxy orders) {
      assertThat(orders).isSameAs(ORDERS.proxy());
    }

    @Test
    void first(@ProxyNamed("stock") Proxy stock, @ProxyNamed("orders") Proxy orders) {
      assertThat(stock).isSameAs(this.stock.proxy());
      assertThat(orders).isSameAs(ORDERS.proxy());
      SEEN.add(orders);
    }

    @Nested
    class Within {
      @RegisterExtension final TrixterExtension third = TrixterExtension.of(Kit::toSilence);

      @Test
      void second(@ProxyNamed("orders") Proxy orders) {
        SEEN.add(orders);
      }
    }
  }

  @Test
  void aNameSaysWhichOfSeveralProxiesAParameterTakes() {
    Kit.run(Two.class).allEvents().assertStatistics(stats -> stats.failed(0));
    assertThat(SEEN).hasSize(2);
    assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
  }

  static class Ambiguous {
    @RegisterExtension
    static final TrixterExtension ORDERS = TrixterExtension.of(Kit::toSilence).named("orders");

    @RegisterExtension
    final TrixterExtension stock = TrixterExtension.of(Kit::toSilence).named("stock");

    @RegisterExtension final TrixterExtension other = TrixterExtension.of(Kit::toSilence);

    @Test
    void whichOne(Proxy proxy) {
      SEEN.add(proxy);
    }
  }

  @Test
  void aParameterWithoutANameAmongSeveralProxiesIsRefusedWithTheirNames() {
    assertThat(Kit.failures(Kit.run(Ambiguous.class).testEvents()))
        .singleElement()
        .isInstanceOf(ParameterResolutionException.class)
        .extracting(Throwable::getMessage)
        .isEqualTo(
            "several proxies fit the parameter: annotate it with @ProxyNamed;"
                + " the names are: \"orders\", \"stock\", (none)");
    assertThat(SEEN).isEmpty();
  }

  static class Unknown {
    @RegisterExtension
    static final TrixterExtension ORDERS = TrixterExtension.of(Kit::toSilence).named("orders");

    @RegisterExtension
    final TrixterExtension stock = TrixterExtension.of(Kit::toSilence).named("stock");

    @Test
    void none(@ProxyNamed("order") Proxy proxy) {
      SEEN.add(proxy);
    }
  }

  @Test
  void aNameThatNoProxyHasIsRefusedWithTheNamesThatThereAre() {
    assertThat(Kit.failures(Kit.run(Unknown.class).testEvents()))
        .singleElement()
        .isInstanceOf(ParameterResolutionException.class)
        .extracting(Throwable::getMessage)
        .isEqualTo("no proxy is named \"order\"; the names are: \"orders\", \"stock\"");
    assertThat(SEEN).isEmpty();
  }

  static class Twice {
    @RegisterExtension
    static final TrixterExtension ORDERS = TrixterExtension.of(Kit::toSilence).named("orders");

    @RegisterExtension
    final TrixterExtension again = TrixterExtension.of(Kit::toSilence).named("orders");

    @Test
    void neverRuns(@ProxyNamed("orders") Proxy proxy) {
      SEEN.add(proxy);
    }
  }

  @Test
  void twoProxiesOfOneNameAreRefused() {
    assertThat(Kit.failures(Kit.run(Twice.class).testEvents()))
        .singleElement()
        .isInstanceOf(ExtensionConfigurationException.class)
        .extracting(Throwable::getMessage)
        .isEqualTo("two extensions have the name \"orders\": give each a name of its own");
    assertThat(SEEN).isEmpty();
  }

  @TestInstance(Lifecycle.PER_CLASS)
  static class TooEarly {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    TooEarly(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Test
    void neverRuns() {
      SEEN.add(TRIXTER.proxy());
    }
  }

  @Test
  void theConstructorOfTheClassesOnlyInstanceRunsBeforeTheProxy() {
    assertThat(Kit.failures(Kit.run(TooEarly.class).containerEvents()))
        .singleElement()
        .isInstanceOf(ParameterResolutionException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("the proxy does not run yet");
    assertThat(SEEN).isEmpty();
  }

  @Test
  void aBlankNameIsRefused() {
    assertThatThrownBy(() -> TrixterExtension.of(Kit::toSilence).named(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name must not be blank: \" \"");
  }
}
