package io.trixter.proxy.junit;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A proxy for a JUnit 5 test: in a {@code @RegisterExtension} field, a static one for the class,
 * any other for each test. It is started before the first {@code @BeforeEach} or {@code @BeforeAll}
 * method and closed whatever happens. A test method may take it as a {@link Proxy} parameter.
 *
 * <p>A test that fails carries a suppressed {@link FaultLog}: the seed to run it again with, and
 * what befell the connections. For one test at a time.
 */
public final class TrixterExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler,
        ParameterResolver {

  private final Supplier<Trixter> trixter;
  private boolean forClass;
  private Proxy proxy;
  private FaultLog.Recorder recorder;

  private TrixterExtension(Supplier<Trixter> trixter) {
    this.trixter = trixter;
  }

  /** A proxy that is known beforehand. */
  public static TrixterExtension of(Trixter trixter) {
    Objects.requireNonNull(trixter, "trixter");
    return of(() -> trixter);
  }

  /** A proxy that is asked for when it is to start, as when its upstream is another extension's. */
  public static TrixterExtension of(Supplier<Trixter> trixter) {
    return new TrixterExtension(Objects.requireNonNull(trixter, "trixter"));
  }

  /**
   * The running proxy.
   *
   * @throws IllegalStateException outside of a test
   */
  public Proxy proxy() {
    if (proxy == null) {
      throw new IllegalStateException("the proxy runs during a test only");
    }
    return proxy;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    forClass = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (!forClass) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!forClass) {
      stop();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  private void start() throws Exception {
    proxy = trixter.get().start();
    recorder = new FaultLog.Recorder();
    proxy.onEvent(recorder);
  }

  private void stop() {
    if (proxy != null) {
      proxy.close();
      proxy = null;
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  private Throwable explained(ExtensionContext context, Throwable failure) {
    if (proxy != null) {
      context.publishReportEntry("netem.seed", Long.toUnsignedString(proxy.seed()));
      failure.addSuppressed(recorder.log(proxy));
    }
    return failure;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Proxy.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return proxy();
  }
}
