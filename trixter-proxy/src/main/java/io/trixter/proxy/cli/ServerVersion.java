package io.trixter.proxy.cli;

import io.trixter.proxy.api.http.ProductVersion;
import io.trixter.proxy.api.toxiproxy.ToxiproxyVersion;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints the program's version for {@code -V}, and for {@code -version} the version of Toxiproxy
 * that it stands in for, because scripts parse it.
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
