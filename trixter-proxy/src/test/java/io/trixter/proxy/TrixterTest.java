package io.trixter.proxy;

import static io.trixter.proxy.fault.Latency.latency;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Netem;
import io.trixter.netem.Networks;
import io.trixter.netem.nio.Engine;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class TrixterTest {
  private static final byte[] PING = {1, 2, 3, 4};

  private static Duration roundTrip(Socket socket) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write(PING);
    assertThat(socket.getInputStream().readNBytes(PING.length)).isEqualTo(PING);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void oneCallStartsAProxyOnAPortOfItsOwnWithTheFaultsItNames() throws IOException {
    try (Upstream server = Upstream.echo();
        Proxy proxy = Trixter.to("127.0.0.1", server.port()).delay(ofMillis(30)).start();
        Socket socket = new Socket(proxy.host(), proxy.port())) {
      assertThat(roundTrip(socket)).isGreaterThanOrEqualTo(ofMillis(60));
      assertThat(proxy.seed()).isEqualTo(Netem.seed());
    }
  }

  @Test
  void aSharedFaultActsOnTheFirstConnection() throws IOException {
    Trixter slow = Trixter.to("127.0.0.1", 1).fault(latency(ofMillis(30)));
    try (Upstream server = Upstream.echo();
        Proxy proxy = Trixter.to("127.0.0.1", server.port()).fault(latency(ofMillis(30))).start();
        Socket socket = new Socket(proxy.host(), proxy.port())) {
      assertThat(roundTrip(socket)).isGreaterThanOrEqualTo(ofMillis(30));
    }
    assertThatThrownBy(() -> slow.fault(latency(ofMillis(40))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("faults must differ in their names (got latency_downstream)");
  }

  @Test
  void theEngineIsThatOfTheRunUnlessSet() throws IOException {
    try (Upstream server = Upstream.echo();
        Proxy usual = Trixter.to("127.0.0.1", server.port()).start();
        Proxy auto = Trixter.to("127.0.0.1", server.port()).engine(Engine.AUTO).start();
        Socket socket = new Socket(auto.host(), auto.port())) {
      assertThat(usual.proxyHost().config().engine()).isEqualTo(Engine.configured());
      assertThat(auto.proxyHost().config().engine()).isEqualTo(Engine.AUTO);
      assertThat(roundTrip(socket)).isPositive();
    }
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "a newer Java may have it")
  void anEngineThatIsImpossibleIsRefusedAtTheStart() {
    Trixter ring = Trixter.to("127.0.0.1", 1).engine(Engine.IO_URING);

    assertThatThrownBy(ring::start)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("cannot use io_uring: it needs Java 22 or newer");
  }

  @Test
  void aNetworkActsOnTheFirstConnection() throws IOException {
    try (Upstream server = Upstream.echo();
        Proxy proxy =
            Trixter.to("127.0.0.1", server.port())
                .network(Networks.EDGE)
                .network(Networks.DSL)
                .fault(
                    FaultSpec.parse("latency:name=dsl_latency_upstream,latency=75,stream=upstream"))
                .start();
        Socket socket = new Socket(proxy.host(), proxy.port())) {
      assertThat(roundTrip(socket)).isGreaterThanOrEqualTo(ofMillis(100));
      assertThat(proxy.faults().list())
          .extracting(SharedFault::name)
          .containsExactly(
              "dsl_bandwidth_upstream",
              "dsl_latency_upstream",
              "dsl_bandwidth_downstream",
              "dsl_latency_downstream");
    }
  }

  @Test
  void knobsSetWhileItRunsReachWhatIsOpenAndWhatWillBe() throws IOException {
    try (Upstream server = Upstream.echo();
        Proxy proxy = Trixter.to("127.0.0.1", server.port()).start();
        Socket open = new Socket(proxy.host(), proxy.port())) {
      roundTrip(open);
      proxy.set(Direction.UPSTREAM, knobs -> knobs.delay().set(ofMillis(30)));
      assertThat(roundTrip(open)).isGreaterThanOrEqualTo(ofMillis(30));
      try (Socket later = new Socket(proxy.host(), proxy.port())) {
        assertThat(roundTrip(later)).isGreaterThanOrEqualTo(ofMillis(30));
      }
    }
  }

  @Test
  void aConnectionIsListedAndKilled() throws IOException {
    try (Upstream server = Upstream.echo();
        Proxy proxy = Trixter.to("127.0.0.1", server.port()).start();
        Socket socket = new Socket(proxy.host(), proxy.port())) {
      roundTrip(socket);
      assertThat(proxy.connections()).hasSize(1);
      assertThat(proxy.connections().get(0).shutdown("test")).isTrue();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(proxy.connections()).isEmpty();
    }
  }

  @Test
  void eachCallReturnsAnotherOneAndLeavesTheFirstAsItWas() throws IOException {
    try (Upstream server = Upstream.echo()) {
      Trixter plain = Trixter.to("127.0.0.1", server.port());
      Trixter slow = plain.delay(ofSeconds(1)).throttle(100).slice(3).corrupt(0.5).seed(7);
      try (Proxy first = plain.start();
          Proxy second = slow.start()) {
        assertThat(first.defaults().upstream().delay().get()).isZero();
        assertThat(second.defaults().downstream().delay().get()).isEqualTo(ofSeconds(1));
        assertThat(second.defaults().upstream().throttle().get()).isEqualTo(100);
        assertThat(second.defaults().upstream().slice().get()).isEqualTo(3);
        assertThat(second.defaults().upstream().corruption().get()).isEqualTo(0.5);
        assertThat(second.seed()).isEqualTo(7);
      }
    }
  }

  @Test
  void knobsSetInOneProxyAreNotSetInTheNextOneStartedTheSameWay() throws IOException {
    try (Upstream server = Upstream.echo()) {
      Trixter trixter = Trixter.to("127.0.0.1", server.port());
      try (Proxy first = trixter.start()) {
        first.set(knobs -> knobs.slice().set(5));
      }
      try (Proxy next = trixter.start()) {
        assertThat(next.defaults().upstream().slice().get()).isZero();
      }
    }
  }

  @Test
  void listensWhereItIsToldUnderTheNameThatItWasGiven() throws IOException {
    try (Upstream server = Upstream.echo();
        Proxy proxy =
            Trixter.to("127.0.0.1", server.port()).listen("::", 0).name("db").threads(1).start();
        Socket ipv4 = new Socket("127.0.0.1", proxy.port())) {
      roundTrip(ipv4);
      assertThat(proxy.listen()).isEqualTo("[::]:" + proxy.port());
      assertThat(proxy.name()).isEqualTo("db");
      assertThat(proxy.proxyHost().proxies()).containsExactly(proxy);
      assertThat(proxy.proxyHost().config().threads()).isOne();
    }
  }

  @Test
  void whatIsOutOfRangeIsRefusedWhereItIsSaid() {
    Trixter trixter = Trixter.to("localhost", 1);
    assertThatThrownBy(() -> Trixter.to("localhost", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be between 1 and 65535 (got 0)");
    assertThatThrownBy(() -> trixter.threads(0)).hasMessageContaining("(got 0)");
    assertThatThrownBy(() -> trixter.name("")).hasMessageContaining("name must not be empty");
    assertThatThrownBy(() -> trixter.listen("", 0)).hasMessage("host must not be empty");
    assertThatThrownBy(() -> trixter.terminate(1.5)).hasMessageContaining("(got 1.5)");
    assertThatThrownBy(() -> trixter.throttle(-1)).hasMessageContaining("(got -1)");
    assertThatThrownBy(() -> trixter.connectTimeout(Duration.ZERO))
        .hasMessage("connectTimeout must be above 0 (got PT0S)");
    assertThatThrownBy(() -> trixter.connectionDuration(ofSeconds(-1)))
        .hasMessage("connectionDuration must be 0 or more (got PT-1S)");
  }
}
