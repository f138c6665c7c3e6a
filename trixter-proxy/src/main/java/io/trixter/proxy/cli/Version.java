package io.trixter.proxy.cli;

import io.trixter.proxy.api.http.ProductVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"trixter " + ProductVersion.TEXT};
  }
}
