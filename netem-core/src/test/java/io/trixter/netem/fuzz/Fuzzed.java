package io.trixter.netem.fuzz;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * A property that is tried with random input for {@code -Dnetem.fuzz.seconds}: less than a second
 * in the usual build, a minute by {@code mvn -Pfuzz verify}. Each run has a seed of its own; a
 * failure prints it with the smallest input that still fails, and the next run tries that first.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Property(
    tries = Integer.MAX_VALUE,
    generation = GenerationMode.RANDOMIZED,
    edgeCases = EdgeCasesMode.MIXIN)
@Tag("fuzz")
@AddLifecycleHook(TimeBudget.class)
public @interface Fuzzed {}
