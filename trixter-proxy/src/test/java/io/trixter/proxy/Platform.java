package io.trixter.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.OS;

/**
 * What a test needs of the system that it runs on. Without it the test is skipped, and says why.
 */
public final class Platform {
  private Platform() {}

  /** Skips the test where a program cannot be asked to end. */
  public static void assumeSignals() {
    Assumptions.assumeFalse(OS.current() == OS.WINDOWS, "a program is killed, without a signal");
  }

  /** Skips the test where no shell sets limits and redirects. */
  public static void assumeBash() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
  }

  /** Skips the test where loopback is 127.0.0.1 alone. */
  public static void assumeAddress(String loopback) throws IOException {
    try {
      new ServerSocket(0, 1, InetAddress.getByName(loopback)).close();
    } catch (BindException e) {
      Assumptions.abort("there is no " + loopback);
    }
  }

  /**
   * Returns how many file descriptors this process has; skips the test where nobody counts them.
   */
  public static long descriptors() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return unix.getOpenFileDescriptorCount();
    }
    return Assumptions.abort("nobody counts descriptors");
  }
}
