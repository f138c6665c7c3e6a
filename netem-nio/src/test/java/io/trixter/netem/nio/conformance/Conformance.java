package io.trixter.netem.nio.conformance;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A theme of what the JDK documents of asynchronous socket channels, tested on each {@link SetUp}.
 * Where the documentation leaves a choice a test allows either.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(SetUp.class)
abstract class Conformance {
  final SetUp setUp;
  @RegisterExtension final Network network;

  Conformance(SetUp setUp, int threads) {
    this.setUp = setUp;
    network = new Network(setUp, threads);
  }
}
