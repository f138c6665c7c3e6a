package io.trixter.proxy.junit;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

/**
 * A proxy for a JUnit 5 test, in a {@code @RegisterExtension} field. A static field has one proxy
 * for the class and its {@code @Nested} classes; each class that inherits the field has its own. An
 * instance field has one for each test, or for the class with {@code @TestInstance(PER_CLASS)}. The
 * proxy starts before the first {@code @BeforeAll} or {@code @BeforeEach} method and closes after
 * the last {@code @AfterAll} or {@code @AfterEach}, also when the test fails.
 *
 * <p>Test and lifecycle methods may take it as a {@link Proxy} parameter. Where several extensions
 * are registered, {@link #named name} them and annotate the parameter with {@link ProxyNamed}.
 *
 * <p>A test that fails carries a suppressed {@link FaultLog}: the seed to run it again with, and
 * what happened to the connections; where tests share a proxy, to the connections of all of them. A
 * test that is aborted, by an assumption, has none. Tests may run in parallel.
 *
 * <p>The proxy records what chance does, and each test begins a record, with connections numbered
 * from 0; tests that may run in parallel on one proxy share one. A test that fails leaves it in
 * {@code target/netem}, or the directory of {@code -Dnetem.record=DIR}, and the {@link FaultLog}
 * says how to repeat it: run that test with {@code -Dnetem.replay=PATH}.
 */
@SuppressWarnings("exports") // JUnit's types: who uses this has JUnit, and nobody else needs it
public final class TrixterExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler,
        InvocationInterceptor,
        ParameterResolver {

  private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";

  private final String name;
  private final Supplier<Trixter> trixter;
  private final TestRecord record;
  private final Sessions sessions = new Sessions();

  private TrixterExtension(String name, Supplier<Trixter> trixter) {
    this.name = name;
    this.trixter = trixter;
    record = new TestRecord(name);
  }

  /** Makes an extension whose proxy is configured beforehand. It has no name. */
  public static TrixterExtension of(Trixter trixter) {
    Objects.requireNonNull(trixter, "trixter");
    return of(() -> trixter);
  }

  /**
   * Makes an extension that asks for its proxy's configuration at each start, as when the upstream
   * is another extension's proxy. It has no name.
   */
  public static TrixterExtension of(Supplier<Trixter> trixter) {
    return new TrixterExtension(null, Objects.requireNonNull(trixter, "trixter"));
  }

  /**
   * Returns an extension like this one with a name for {@link ProxyNamed}. Extensions that are
   * registered together need different names.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public TrixterExtension named(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank: \"" + name + "\"");
    }
    return new TrixterExtension(name, trixter);
  }

  /**
   * Returns the running proxy: the one of the test on this thread, or of the test that started this
   * thread, or the only one. Safe for any thread.
   *
   * @throws IllegalStateException outside of a test, and on a thread that no test started while
   *     classes that inherit this extension run in parallel
   */
  public Proxy proxy() {
    return sessions.get().proxy();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    begin(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  private void begin(ExtensionContext context) throws Exception {
    Scope scope = new Scope(context, this);
    Session session = scope.session();
    boolean first = session == null;
    if (first) {
      scope.join();
      session = Session.start(trixter.get());
      sessions.add(session);
    }
    scope.enter(new Scope.Entry(session, first, sessions.enter(session)));
    if (context.getTestMethod().isPresent()) {
      session.begin(record, mayBeParallel(context)); // may fail: it is closed all the same
    }
  }

  private static boolean mayBeParallel(ExtensionContext context) {
    return context.getExecutionMode() == ExecutionMode.CONCURRENT
        && context.getConfigurationParameter(PARALLEL).map(Boolean::valueOf).orElse(false);
  }

  private void end(ExtensionContext context) {
    Scope.Entry entry = new Scope(context, this).leave();
    if (entry != null) {
      sessions.leave(entry.previous());
      if (entry.first()) {
        sessions.close(entry.session());
      }
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
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

  @Override
  public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  /** Explains a dynamic test's failure, which JUnit gives to no exception handler. */
  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (Throwable failure) {
      throw explained(context, failure);
    }
  }

  private Throwable explained(ExtensionContext context, Throwable failure) {
    Session session = new Scope(context, this).session();
    if (session != null && !(failure instanceof TestAbortedException)) {
      if (!session.isReplaying()) {
        context.publishReportEntry(
            name == null ? "netem.seed" : "netem.seed (" + name + ")", session.seed());
      }
      failure.addSuppressed(session.log(name, record, context));
    }
    return failure;
  }

  /** Claims a {@link Proxy} parameter, for at most one of the extensions that run. */
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() != Proxy.class) {
      return false;
    }
    List<TrixterExtension> all = new Scope(context, this).extensions();
    List<TrixterExtension> fitting = fitting(parameter, all);
    return all.isEmpty() || (fitting.isEmpty() ? all : fitting).get(0) == this;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Scope scope = new Scope(context, this);
    List<TrixterExtension> all = scope.extensions();
    List<TrixterExtension> fitting = fitting(parameter, all);
    if (all.isEmpty()) {
      throw new ParameterResolutionException(
          "the proxy does not run yet; with one instance for the class it starts after the"
              + " constructor: take it as a parameter of a method");
    } else if (fitting.isEmpty()) {
      String wanted = parameter.findAnnotation(ProxyNamed.class).orElseThrow().value();
      throw new ParameterResolutionException(
          "no proxy is named \"" + wanted + "\"; the names are: " + names(all));
    } else if (fitting.size() > 1) {
      throw new ParameterResolutionException(
          "several proxies fit the parameter: annotate it with @ProxyNamed; the names are: "
              + names(all));
    }
    return scope.session().proxy();
  }

  private static List<TrixterExtension> fitting(
      ParameterContext parameter, List<TrixterExtension> all) {
    return parameter
        .findAnnotation(ProxyNamed.class)
        .map(named -> all.stream().filter(each -> named.value().equals(each.name)).toList())
        .orElse(all);
  }

  private static String names(List<TrixterExtension> all) {
    return String.join(", ", all.stream().map(TrixterExtension::toString).sorted().toList());
  }

  boolean sharesNameWith(TrixterExtension other) {
    return name != null && name.equals(other.name);
  }

  /** The extension's name in quotes, or {@code (none)}. */
  @Override
  public String toString() {
    return name == null ? "(none)" : '"' + name + '"';
  }
}
