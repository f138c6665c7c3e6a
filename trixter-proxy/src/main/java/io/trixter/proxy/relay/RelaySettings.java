package io.trixter.proxy.relay;

import java.time.Duration;

/**
 * What holds for all connections of a proxy as long as it lives.
 *
 * @param proxy its name
 * @param seed the seed of every draw, all 64 bits
 * @param connectTimeout how long the look-up and all attempts to connect may take together
 * @param connectionDuration how old a connection may grow, counted from accept; zero is for ever
 * @param delayWindow how much a direction may hold in its delay line, in bytes
 */
public record RelaySettings(
    String proxy,
    long seed,
    Duration connectTimeout,
    Duration connectionDuration,
    long delayWindow) {
  /** Takes a window of less than 4 KiB for 4 KiB. */
  public RelaySettings {
    delayWindow = Math.max(HostResources.SMALLEST_DELAY_MEMORY, delayWindow);
  }
}
