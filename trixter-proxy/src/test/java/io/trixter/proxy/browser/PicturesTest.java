package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.demo.Demo;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.interactions.Actions;

/**
 * The pictures of the documentation, of what the demo does, in {@code target/browser}. With {@code
 * -Dbrowser.pictures=DIR} they have full plots, which takes two minutes, and go there too.
 */
@InBrowser
class PicturesTest {
  private static final String DIRECTORY = System.getProperty("browser.pictures", "");
  private static final int SAMPLES = DIRECTORY.isEmpty() ? 2 : 100;
  private static final int LARGEST = 400_000;
  private static final Path TARGET = Path.of("target", "browser");
  private static final Pattern ADDRESS = Pattern.compile("browser: (http://[0-9.:]+/)");

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Demo demo;
  private final Thread player;
  private final LivePage page = new LivePage(Chromium.shared().driver);

  PicturesTest() throws IOException {
    demo = new Demo(new PrintStream(shown, true, StandardCharsets.UTF_8), 42);
    player = new Thread(this::play, "player");
    player.start();
  }

  @AfterEach
  void stop() throws Exception {
    player.interrupt();
    player.join();
    demo.close();
  }

  private void play() {
    try {
      demo.play();
    } catch (InterruptedException end) {
      // as the test wants it
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String address() {
    String[] found = new String[1];
    Await.until(
        "the address of the page",
        () -> {
          Matcher matcher = ADDRESS.matcher(shown.toString(StandardCharsets.UTF_8));
          found[0] = matcher.find() ? matcher.group(1) : null;
          return found[0] != null;
        });
    return found[0];
  }

  @Test
  @Timeout(180)
  void thePageOfTheDemoInLightAndInDarkAndOnAPhone() throws IOException {
    try (View view = new View(page.driver)) {
      view.size(1280, 1700, 1, false).scheme("light");
      page.open(address());
      page.select("downloads");
      page.addFault("bandwidth", "upstream", "rate", "40");
      awaitSamples(SAMPLES / 3);
      FaultCard latency = page.addFault("latency", "downstream", "latency", "20");
      awaitSamples(SAMPLES * 2 / 3);
      latency.type("latency", "80");
      page.addFault("slicer", "upstream", "average_size", "500");
      page.addFault("packet_loss", "downstream", "probability", "0.02");
      page.click("[data-connection]:last-child [data-kill]");
      page.confirm("failover drill");
      page.choose("#fault-type", "bandwidth");
      awaitSamples(SAMPLES);

      page.run("document.querySelector('#page').scrollTop = 0");
      take("dashboard.png");
      view.scheme("dark");
      take("dashboard-dark.png");
      view.size(360, 780, 2, true).scheme("light");
      page.run("document.querySelector('#proxy-panel').scrollIntoView()");
      take("dashboard-phone.png");
    }
  }

  private void awaitSamples(int samples) {
    while (page.samples() < samples) {
      page.awaitSummary();
    }
  }

  private void take(String name) throws IOException {
    page.run("document.activeElement.blur()");
    new Actions(page.driver).moveToLocation(1, 1).perform();
    page.awaitSummary();
    byte[] picture = smaller(Chromium.shared().picture());
    Files.createDirectories(TARGET);
    Files.write(TARGET.resolve(name), picture);
    assertThat(picture.length).isBetween(20_000, LARGEST);
    if (!DIRECTORY.isEmpty()) {
      Files.write(Path.of(DIRECTORY).resolve(name), picture);
    }
  }

  /** The same picture, compressed with more patience than the browser has. */
  private static byte[] smaller(byte[] picture) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam best = writer.getDefaultWriteParam();
    best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    best.setCompressionQuality(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), best);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
