package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/**
 * Finds out whether this machine allows a ring: its platform, the JVM's native access, the sandbox,
 * the kernel's features, each operation, and the multishot forms. Any thread may call.
 */
final class Probe {
  private static final int ENTRIES = 8;

  // struct io_uring_probe and struct io_uring_probe_op
  private static final int PROBE_OPERATIONS = 256;
  private static final int PROBE_COUNT = 1;
  private static final int PROBE_HEADER = 16;
  private static final int PROBE_ENTRY = 8;
  private static final int PROBE_FLAGS = 2;
  private static final int IO_URING_OP_SUPPORTED = 1;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private Probe() {}

  /** Returns null if a ring can be had, or the reason why not. Never throws. */
  static String reason() {
    String platform = platformReason(System.getProperty("os.name"), System.getProperty("os.arch"));
    if (platform != null) {
      return platform;
    }
    Module module = Probe.class.getModule();
    if (!module.isNativeAccessEnabled()) {
      return "native access is not enabled (start java with --enable-native-access="
          + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
          + ")";
    }
    try {
      return kernelReason();
    } catch (IOException e) {
      return e.getMessage();
    } catch (RuntimeException | LinkageError e) {
      return "the C library cannot be called: " + e;
    } catch (OutOfMemoryError e) {
      return "short of memory: " + e.getMessage();
    }
  }

  /** Returns null if rings exist on such a platform, or the reason why not. */
  static String platformReason(String system, String architecture) {
    if (!"Linux".equals(system)) {
      return "io_uring needs Linux, this is " + system;
    }
    boolean known = "amd64".equals(architecture) || "aarch64".equals(architecture);
    if (!known || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return "the architecture " + architecture + " is not supported, only amd64 and aarch64 are";
    }
    return null;
  }

  private static String kernelReason() throws IOException {
    RingDescriptor descriptor = new RingDescriptor(ENTRIES, ENTRIES);
    try {
      String missing = missingOperation(descriptor);
      if (missing != null) {
        return missing;
      }
    } finally {
      descriptor.close();
    }
    Ring ring = RingPoller.newRing(); // as large as that of a loop: memory may be limited
    try {
      ring.enable();
      return multishotReason(ring);
    } finally {
      ring.close();
    }
  }

  private static String missingOperation(RingDescriptor descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment probe =
          arena.allocate(PROBE_HEADER + PROBE_OPERATIONS * PROBE_ENTRY, Long.BYTES);
      KernelException.check(
          "io_uring_register to probe",
          descriptor.register(Uapi.IORING_REGISTER_PROBE, probe.address(), PROBE_OPERATIONS));
      int known = Byte.toUnsignedInt(probe.get(JAVA_BYTE, PROBE_COUNT));
      for (Operation operation : Operation.values()) {
        long entry = PROBE_HEADER + (long) operation.opcode * PROBE_ENTRY;
        if (operation.opcode >= known
            || (probe.get(JAVA_SHORT, entry + PROBE_FLAGS) & IO_URING_OP_SUPPORTED) == 0) {
          return "the kernel does not know IORING_OP_" + operation;
        }
      }
      return null;
    }
  }

  /** The operations that a {@link Ring} requests. */
  private enum Operation {
    POLL_ADD(Uapi.IORING_OP_POLL_ADD),
    ACCEPT(Uapi.IORING_OP_ACCEPT),
    ASYNC_CANCEL(Uapi.IORING_OP_ASYNC_CANCEL),
    CONNECT(Uapi.IORING_OP_CONNECT),
    CLOSE(Uapi.IORING_OP_CLOSE),
    SEND(Uapi.IORING_OP_SEND),
    RECV(Uapi.IORING_OP_RECV);

    private final int opcode;

    Operation(int opcode) {
      this.opcode = opcode;
    }
  }

  /**
   * Asks a listening socket for connections, of which none come, and for bytes, which it never has.
   * The kernel checks the flags of both before it looks at the socket: to those that it does not
   * know it says EINVAL.
   */
  private static String multishotReason(Ring ring) throws IOException {
    NativeSocket listener = NativeSocket.openServer(INET);
    try {
      listener.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
      listener.listen(1);
      ring.acceptMultishot(listener.fd(), Uapi.IORING_OP_ACCEPT);
      ring.receiveMultishot(listener.fd(), false, Uapi.IORING_OP_RECV);
      ring.submit();
      while (ring.advance()) {
        if (ring.result() == -Errno.EINVAL) {
          return "the kernel refuses multishot "
              + (ring.userData() == Uapi.IORING_OP_RECV ? "receives" : "accepts");
        }
      }
      return null;
    } finally {
      listener.close();
    }
  }
}
