package io.trixter.proxy.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Skips where there is no browser, keeps one for all tests, and a picture of each failure. */
final class ChromiumExtension
    implements ExecutionCondition, BeforeAllCallback, TestExecutionExceptionHandler {
  private static final Namespace OURS = Namespace.create(ChromiumExtension.class);
  private static final Path PICTURES = Path.of("target", "browser");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String missing = Chromium.missing();
    if (missing == null || Boolean.getBoolean("browser.required")) {
      return ConditionEvaluationResult.enabled("there is a browser");
    }
    return ConditionEvaluationResult.disabled(missing);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (Chromium.missing() != null) {
      throw new AssertionError(Chromium.missing() + ", which -Dbrowser.required asks for");
    }
    context
        .getRoot()
        .getStore(OURS)
        .getOrComputeIfAbsent("chromium", key -> (AutoCloseable) Chromium::quit);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    String name = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
    try {
      Files.createDirectories(PICTURES);
      Path file = PICTURES.resolve(name.replaceAll("[^\\w.]+", "") + ".png");
      Files.write(file, Chromium.shared().picture());
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }
}
