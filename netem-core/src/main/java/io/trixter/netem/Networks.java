package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Ready-made networks, each with the source of its figures. A source's round trip counts half in
 * each direction, a kilobit is 1,000 bits, and what a source does not say is 0.
 *
 * <table>
 * <caption>The networks</caption>
 * <tr><th>name<th>latency, one way<th>jitter<th>down, kbit/s<th>up, kbit/s<th>loss<th>source
 * <tr><td>dial-up<td>60 ms<td>0<td>49<td>30<td>0<td>WebPageTest, Dial
 * <tr><td>gprs<td>250 ms<td>0<td>50<td>20<td>0<td>Firefox, GPRS
 * <tr><td>edge<td>420 ms<td>0<td>240<td>200<td>0<td>WebPageTest, Edge
 * <tr><td>slow-3g<td>200 ms<td>0<td>400<td>400<td>0<td>WebPageTest, 3GSlow
 * <tr><td>3g<td>150 ms<td>0<td>1,600<td>768<td>0<td>WebPageTest, 3G
 * <tr><td>hspa<td>150 ms<td>10 ms<td>20,000<td>10,000<td>0.5 %<td>Loadero, 3.5G/HSDPA
 * <tr><td>4g<td>85 ms<td>0<td>9,000<td>9,000<td>0<td>WebPageTest, 4G
 * <tr><td>lte<td>35 ms<td>0<td>12,000<td>12,000<td>0<td>WebPageTest, LTE
 * <tr><td>dsl<td>25 ms<td>0<td>1,500<td>384<td>0<td>WebPageTest, DSL
 * <tr><td>cable<td>14 ms<td>0<td>5,000<td>1,000<td>0<td>WebPageTest, Cable
 * <tr><td>fiber<td>2 ms<td>0<td>20,000<td>5,000<td>0<td>WebPageTest, FIOS
 * <tr><td>wifi<td>1 ms<td>0<td>30,000<td>15,000<td>0<td>Firefox, Wi-Fi
 * <tr><td>satellite<td>280 ms<td>0<td>1,000<td>256<td>0<td>RFC 2488; Loadero, Satellite phone
 * </table>
 */
public final class Networks {
  private static final String WEBPAGETEST =
      "https://github.com/WPO-Foundation/webpagetest/blob/master/www/settings/"
          + "connectivity.ini.sample";
  private static final String FIREFOX =
      "https://firefox-source-docs.mozilla.org/devtools-user/network_monitor/throttling/";
  private static final String LOADERO =
      "https://wiki.loadero.com/docs/test-creation/participant-configuration/network-conditions/";

  /** A modem of 56 kbit/s; WebPageTest's "Dial", 120 ms of round trip. */
  public static final Network DIAL_UP =
      network("dial-up", ofMillis(60), 49, 30, WEBPAGETEST + " [Dial]");

  /** GPRS; Firefox's throttling profile "GPRS", which answers after 500 ms at the earliest. */
  public static final Network GPRS = network("gprs", ofMillis(250), 50, 20, FIREFOX + " (GPRS)");

  /** EDGE; WebPageTest's "Edge", 840 ms of round trip. */
  public static final Network EDGE =
      network("edge", ofMillis(420), 240, 200, WEBPAGETEST + " [Edge]");

  /** Slow 3G; WebPageTest's "3GSlow", 400 ms of round trip. */
  public static final Network SLOW_3G =
      network("slow-3g", ofMillis(200), 400, 400, WEBPAGETEST + " [3GSlow]");

  /** 3G; WebPageTest's "3G", 300 ms of round trip. */
  public static final Network MOBILE_3G =
      network("3g", ofMillis(150), 1_600, 768, WEBPAGETEST + " [3G]");

  /** HSPA with jitter and loss; Loadero's "3.5G/HSPDA". */
  public static final Network HSPA =
      new Network(
          "hspa",
          ofMillis(150),
          ofMillis(10),
          bytes(20_000),
          bytes(10_000),
          .005,
          LOADERO + " (3.5G/HSPDA)");

  /** 4G; WebPageTest's "4G", 170 ms of round trip. */
  public static final Network MOBILE_4G =
      network("4g", ofMillis(85), 9_000, 9_000, WEBPAGETEST + " [4G]");

  /** LTE; WebPageTest's "LTE", 70 ms of round trip. */
  public static final Network LTE =
      network("lte", ofMillis(35), 12_000, 12_000, WEBPAGETEST + " [LTE]");

  /** DSL; WebPageTest's "DSL", 50 ms of round trip. */
  public static final Network DSL =
      network("dsl", ofMillis(25), 1_500, 384, WEBPAGETEST + " [DSL]");

  /** Cable; WebPageTest's "Cable", 28 ms of round trip. */
  public static final Network CABLE =
      network("cable", ofMillis(14), 5_000, 1_000, WEBPAGETEST + " [Cable]");

  /** Fiber; WebPageTest's "FIOS", 4 ms of round trip. */
  public static final Network FIBER =
      network("fiber", ofMillis(2), 20_000, 5_000, WEBPAGETEST + " [FIOS]");

  /** Wi-Fi; Firefox's throttling profile "Wi-Fi", 2 ms. */
  public static final Network WIFI =
      network("wifi", ofMillis(1), 30_000, 15_000, FIREFOX + " (Wi-Fi)");

  /**
   * A geostationary satellite. RFC 2488, section 2, has up to 279.0 ms from one ground station to
   * the other; the rates are those of Loadero's "Satellite phone".
   */
  public static final Network SATELLITE =
      network(
          "satellite",
          ofMillis(280),
          1_000,
          256,
          "https://www.rfc-editor.org/rfc/rfc2488 (section 2); " + LOADERO + " (Satellite phone)");

  private static final List<Network> ALL =
      List.of(
          DIAL_UP, GPRS, EDGE, SLOW_3G, MOBILE_3G, HSPA, MOBILE_4G, LTE, DSL, CABLE, FIBER, WIFI,
          SATELLITE);

  private Networks() {}

  private static Network network(
      String name, Duration latency, long kilobitsDown, long kilobitsUp, String source) {
    return new Network(name, latency, ZERO, bytes(kilobitsDown), bytes(kilobitsUp), 0, source);
  }

  private static long bytes(long kilobits) {
    return kilobits * 1000 / 8;
  }

  /** Returns all networks, in the order of the table above. */
  public static List<Network> all() {
    return ALL;
  }

  /** Returns the network of this name, in upper or lower case; none if there is no such network. */
  public static Optional<Network> find(String name) {
    String lowerCase = Objects.requireNonNull(name, "name").toLowerCase(Locale.ROOT);
    return ALL.stream().filter(network -> network.name().equals(lowerCase)).findFirst();
  }
}
