package io.trixter.proxy.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program: the build writes it into a resource, which is read once. */
public final class ProductVersion {
  /** As in {@code 0.1.0}. */
  public static final String TEXT = read();

  private ProductVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = ProductVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
