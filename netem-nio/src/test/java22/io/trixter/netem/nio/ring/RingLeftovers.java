package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many descriptors and mappings of rings this process has. */
record RingLeftovers(int descriptors, long mappings) {
  private static final String NAME = "anon_inode:[io_uring]";

  /** Checks that there are no more now than in this count. */
  void assertNoMore() throws IOException {
    RingLeftovers now = count();
    assertThat(now.descriptors).as("descriptors of rings").isLessThanOrEqualTo(descriptors);
    assertThat(now.mappings).as("mappings of rings").isLessThanOrEqualTo(mappings);
  }

  static RingLeftovers count() throws IOException {
    long mappings =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.endsWith(NAME))
            .count();
    return new RingLeftovers(countDescriptors(), mappings);
  }

  private static int countDescriptors() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().equals(NAME)) {
          count++;
        }
      }
    }
    return count;
  }

  /** Whether anything is mapped at {@code address}. */
  static boolean isMapped(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] range = line.substring(0, line.indexOf(' ')).split("-");
      if (Long.parseUnsignedLong(range[0], 16) <= address
          && address < Long.parseUnsignedLong(range[1], 16)) {
        return true;
      }
    }
    return false;
  }
}
