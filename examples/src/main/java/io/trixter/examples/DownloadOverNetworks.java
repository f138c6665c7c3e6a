package io.trixter.examples;

import io.trixter.netem.Fault;
import io.trixter.netem.Netem;
import io.trixter.netem.Network;
import io.trixter.netem.Networks;
import io.trixter.netem.Pipe;
import io.trixter.netem.VirtualClock;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** A small download over ready-made networks, in virtual time: how long would a user wait? */
public final class DownloadOverNetworks {
  private static final byte[] PAGE = new byte[60_000];

  private DownloadOverNetworks() {}

  /** Prints how long a request and its answer take over each network. */
  public static void main(String[] args) throws IOException {
    for (Network network : List.of(Networks.EDGE, Networks.MOBILE_3G, Networks.FIBER)) {
      System.out.println(network.name() + ": " + millis(network) + " ms");
    }
  }

  private static long millis(Network network) throws IOException {
    VirtualClock clock = new VirtualClock();
    try (Pipe pipe = Netem.pipe(clock);
        Socket client = Netem.wrap(pipe.client(), network.faults().toArray(Fault[]::new))) {
      client.getOutputStream().write('?');
      pipe.server().getInputStream().read();
      pipe.server().getOutputStream().write(PAGE);
      client.getInputStream().readNBytes(PAGE.length);
      return clock.elapsed().toMillis();
    }
  }
}
