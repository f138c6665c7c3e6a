package io.trixter.netem;

/**
 * One connection of a factory, for which faults are asked.
 *
 * @param seed the seed of its draws, all 64 bits
 * @param ordinal which connection of the factory it is, from 0
 */
public record Link(long seed, long ordinal) {}
