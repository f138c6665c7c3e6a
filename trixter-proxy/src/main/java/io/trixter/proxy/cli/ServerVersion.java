package io.trixter.proxy.cli;

import io.trixter.proxy.api.http.ProductVersion;
import io.trixter.proxy.api.toxiproxy.ToxiproxyVersion;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What the server says of its version: by {@code -V} the program's; by Toxiproxy's own {@code
 * -version} the version of Toxiproxy that it stands in for, word for word, because scripts ask.
 */
final class ServerVersion implements IVersionProvider {
  private final CommandSpec server;

  ServerVersion(CommandSpec server) {
    this.server = server;
  }

  @Override
  public String[] getVersion() {
    boolean ours = server.commandLine().getParseResult().originalArgs().contains("-V");
    return new String[] {
      ours
          ? "trixter " + ProductVersion.TEXT
          : "toxiproxy-server version " + ToxiproxyVersion.NUMBER
    };
  }
}
