package io.trixter.examples;

import static io.trixter.proxy.fault.Flap.flap;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A circuit breaker, resilience4j's, before a service that goes down and up all the time. It opens
 * while the service is down, so that calls fail at once. After a while it lets one call try, and
 * closes if that succeeds.
 */
public final class CircuitBreakerAgainstFlap {
  private static final Duration UP = Duration.ofMillis(200);
  private static final Duration DOWN = Duration.ofMillis(200);
  private static final CircuitBreakerConfig CONFIG =
      CircuitBreakerConfig.custom()
          .slidingWindowSize(3)
          .minimumNumberOfCalls(3)
          .waitDurationInOpenState(Duration.ofMillis(50))
          .automaticTransitionFromOpenToHalfOpenEnabled(true)
          .permittedNumberOfCallsInHalfOpenState(1)
          .build();

  private CircuitBreakerAgainstFlap() {}

  /** Prints what the breaker does until it has kept a call away, and has closed again. */
  public static void main(String[] args) throws Exception {
    CircuitBreaker breaker = CircuitBreaker.of("echo", CONFIG);
    BlockingQueue<State> states = new LinkedBlockingQueue<>();
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              System.out.println("breaker: " + event.getStateTransition());
              states.add(event.getStateTransition().getToState());
            });
    try (EchoServer server = new EchoServer();
        Proxy proxy = Trixter.to("localhost", server.port()).fault(flap(UP, DOWN)).start()) {
      boolean keptAway = false;
      while (!keptAway || breaker.getState() != State.CLOSED) {
        try {
          breaker.executeCallable(() -> ping(proxy));
        } catch (CallNotPermittedException e) {
          System.out.println("call: kept away");
          keptAway = true;
          while (states.take() != State.HALF_OPEN) {
            // it is not time to try again
          }
        } catch (IOException e) {
          System.out.println("call: " + e.getMessage());
        }
      }
    }
  }

  private static int ping(Proxy proxy) throws IOException {
    try (Socket socket = new Socket(proxy.host(), proxy.port())) {
      socket.getOutputStream().write('!');
      int answer = socket.getInputStream().read();
      if (answer < 0) {
        throw new IOException("no answer");
      }
      return answer;
    }
  }
}
