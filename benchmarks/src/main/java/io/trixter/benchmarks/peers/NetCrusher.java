package io.trixter.benchmarks.peers;

import io.trixter.benchmarks.process.Child;
import io.trixter.benchmarks.process.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NetCrusher, in a JVM of its own, as it comes.
 *
 * @param classPath where its jar and those it needs are
 */
public record NetCrusher(String classPath) implements Peer {
  private static final Pattern JAR = Pattern.compile("netcrusher-core-(.+)\\.jar");

  @Override
  public String name() {
    return "netcrusher";
  }

  @Override
  public String version() {
    for (Path entry : ClassPath.jars(classPath)) {
      Matcher name = JAR.matcher(entry.getFileName().toString());
      if (name.matches()) {
        return "NetCrusher " + name.group(1);
      }
    }
    return "NetCrusher, of no known version";
  }

  @Override
  public boolean hasFaults() {
    return false;
  }

  @Override
  public Running start(int upstream, Faults faults) throws IOException, InterruptedException {
    int port = Ports.free();
    return Running.once(Child.java(classPath, NetCrusherMain.class, port, upstream), port);
  }
}
