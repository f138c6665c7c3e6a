package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Networks;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.toxiproxy.ConfigEntry;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final ProxyConfig TEMPLATE = ProxyConfig.to("x:1").build();

  @TempDir private Path directory;

  private Path file(String json) throws IOException {
    return Files.writeString(directory.resolve("f.json"), json.replace('\'', '"'));
  }

  @Test
  void readsWhatToxiproxyReads() throws IOException {
    List<ConfigEntry> entries =
        ConfigFile.read(
            file(
                "[{'name':'web','listen':'[::]:26379','upstream':'localhost:6379','enabled':true},\n"
                    + "{'Name':'db','Upstream':'db:5432','enabled':false,'comment':'x'}]\n"));

    assertThat(entries).extracting(entry -> entry.proxy().name()).containsExactly("web", "db");
    assertThat(entries).allSatisfy(entry -> assertThat(entry.faults()).isEmpty());
  }

  @Test
  void takesAListenWithoutAPortAndAnUpstreamWithoutAHost() throws IOException {
    List<ConfigEntry> entries =
        ConfigFile.read(
            file(
                "[{'name':'a','listen':'127.0.0.1:','upstream':':80'},"
                    + "{'name':'b','listen':':','upstream':'x:1'}]"));

    assertThat(entries).extracting(entry -> entry.proxy().upstream()).containsExactly(":80", "x:1");
  }

  @Test
  void startsProxiesWithTheirFaults() throws IOException {
    Path file =
        file(
            "[{'name':'p','listen':'127.0.0.1:0','upstream':'127.0.0.1:1','toxics':[\n"
                + "{'type':'latency','attributes':{'latency':100}},\n"
                + "{'type':'noop','stream':'Upstream','name':'n','toxicity':0.5}]},\n"
                + "{'name':'q','upstream':'127.0.0.1:1','enabled':false}]");
    ProxyConfig template =
        TEMPLATE
            .edit()
            .fault(FaultSpec.parse("slicer"))
            .fault(FaultSpec.parse("slow_close:name=n"))
            .build();
    try (ProxyHost host = ProxyHost.start(new HostConfig())) {
      ConfiguredProxies.start(host, template, ConfigFile.read(file), file);

      Proxy proxy = host.proxy("p");
      assertThat(proxy.isEnabled()).isTrue();
      assertThat(proxy.faults().list())
          .extracting(SharedFault::name)
          .containsExactly("n", "slicer_downstream", "latency_downstream");
      assertThat(proxy.faults().find("n").type().name()).isEqualTo("noop");
      assertThat(proxy.faults().find("n").toxicity()).isEqualTo(0.5f);
      assertThat(host.proxy("q").isEnabled()).isFalse();
      assertThat(host.proxy("q").faults().list()).hasSize(2);
    }
  }

  @Test
  void theNetworkOfAProxyTakesThePlaceOfTheTemplates() throws IOException {
    Path file =
        file(
            "[{'name':'p','upstream':'127.0.0.1:1','enabled':false,'network':'LTE','toxics':[\n"
                + "{'type':'noop','name':'lte_latency_upstream'}]},\n"
                + "{'name':'q','upstream':'127.0.0.1:1','enabled':false,'network':null}]");
    ProxyConfig template =
        TEMPLATE.edit().network(Networks.EDGE).fault(FaultSpec.parse("slicer")).build();
    try (ProxyHost host = ProxyHost.start(new HostConfig())) {
      ConfiguredProxies.start(host, template, ConfigFile.read(file), file);

      assertThat(host.proxy("p").faults().list())
          .extracting(SharedFault::name)
          .containsExactly(
              "lte_bandwidth_upstream",
              "lte_bandwidth_downstream",
              "lte_latency_downstream",
              "slicer_downstream",
              "lte_latency_upstream");
      assertThat(host.proxy("p").faults().find("lte_latency_upstream").type()).hasToString("noop");
      assertThat(host.proxy("q").faults().find("edge_latency_upstream")).isNotNull();
    }
  }

  @Test
  void readsTheExampleForContainers() throws IOException {
    List<ConfigEntry> entries = ConfigFile.read(Path.of("../container/proxies.json"));

    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).faults())
        .extracting(FaultSpec::name)
        .containsExactly("latency_downstream");
  }

  @Test
  void takesFaultsOfEveryType() throws IOException {
    StringBuilder toxics = new StringBuilder();
    for (FaultType type : FaultCatalog.standard()) {
      toxics.append(toxics.isEmpty() ? "" : ",").append("{'type':'").append(type).append("'}");
    }
    String proxy = "[{'name':'p','upstream':'127.0.0.1:1','toxics':[" + toxics + "]}]";

    assertThat(ConfigFile.read(file(proxy)).get(0).faults())
        .extracting(FaultSpec::type)
        .isEqualTo(FaultCatalog.standard());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                | 1 | the JSON text must be an array (got an object)",
        "[;{'name':'p'}]                   | 2 | missing required field: upstream",
        "[;;{'upstream':'x:1'}]            | 3 | missing required field: name",
        "[;{'name':'p','upstream':'x'}]    | 2 | upstream must be host:port or [v6]:port (got x)",
        "[{'name':'p','upstream':'x:1','listen':'local373'}] | 1 | cannot listen on local373: missing port in address",
        "[{'name':'p','upstream':'x:1','listen':'x:http'}] | 1 | cannot listen on x:http: invalid port",
        "[{'name':'p','upstream':'x:1','listen':'a:b:80'}] | 1 | cannot listen on a:b:80: too many colons in address",
        "[{'name':'p','upstream':'x:1','listen':'[::g]:80'}] | 1 | cannot listen on [::g]:80: no IPv6 address in brackets",
        "[;{'name':'p','upstream':'x:0'}]  | 2 | upstream needs a port (got x:0)",
        "[{'name':'p','upstream':'x:1'},;{'name':'p','upstream':'x:1'}] | 2 | proxy already exists: p",
        "[{'name':'p','upstream':'x:1',;'enabled':'no'}] | 2 | enabled must be true or false (got \"no\")",
        "[{'name':'p','upstream':'x:1','toxics':[;{'type':'nosuch'}]}] | 2 | invalid toxic type: nosuch",
        "[{'name':'p','upstream':'x:1','toxics':[;{}]}] | 2 | missing required field: type",
        "[{'name':'p','upstream':'x:1','toxics':[{'type':'noop','stream':'x'}]}] | 1 | stream must be upstream or downstream (got \"x\")",
        "[{'name':'p','upstream':'x:1','toxics':[{'type':'noop'},;{'type':'noop'}]}] | 2 | toxic already exists: noop_downstream",
        "[{'name':'p','upstream':'x:1','toxics':[{'type':'latency','attributes':{;'latency':'x'}}]}] | 2 | latency must be whole ms between -9223372036854775808 and 9223372036854775807 (got \"x\")",
        "[{'name':'p','upstream':'x:1','toxics':[{'type':'latency','attributes':{;'latancy':1}}]}] | 2 | latency has no attribute latancy (it has latency, jitter)",
        "[{'name':'p','upstream':'x:1',;'network':'5g'}] | 2 | network must be one of dial-up, gprs, edge",
        "[{'name':'p','upstream':'x:1',;'network':5}] | 2 | network must be a string (got 5)",
        "[{'name':'p','upstream':'x:1','toxics':[;{'type':'flap','toxicity':0.5}]}] | 2 | toxicity of flap must be 1 or more, because it acts on the whole proxy (got 0.5)",
        "[];x                              | 2 | Unrecognized token 'x'"
      })
  void namesTheFileTheLineAndTheReason(String json, int line, String reason) throws IOException {
    Path file = file(json.replace(';', '\n'));

    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ":" + line + ": " + reason);
  }

  @Test
  void saysWhyItCannotBeRead() {
    assertThatThrownBy(() -> ConfigFile.read(directory.resolve("nosuch")))
        .hasMessage("cannot read " + directory.resolve("nosuch") + ": no such file");
    assertThatThrownBy(() -> ConfigFile.read(directory))
        .hasMessage("cannot read " + directory + ": Is a directory");
  }

  @Test
  void servesNoClientBeforeAllListen() throws IOException {
    Path file =
        file(
            "[{'name':'p','listen':'127.0.0.1:0','upstream':'127.0.0.1:1'},"
                + "{'name':'q','listen':'nosuch.invalid:1','upstream':'127.0.0.1:1'}]");
    List<ConfigEntry> entries = ConfigFile.read(file);
    try (ProxyHost host = ProxyHost.start(new HostConfig())) {
      assertThatThrownBy(() -> ConfiguredProxies.start(host, TEMPLATE, entries, file))
          .isInstanceOf(IOException.class);

      Proxy first = host.proxy("p");
      try (Socket client = new Socket(first.host(), first.port())) {
        client.setSoTimeout(100);
        assertThatThrownBy(() -> client.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
      assertThat(first.metrics().connectionsAccepted()).isZero();
    }
  }

  @Test
  void namesTheLineOfAProxyThatCannotListen() throws IOException {
    Path file = file("[\n{'name':'p','listen':'nosuch.invalid:1','upstream':'x:1'}]");
    try (ProxyHost host = ProxyHost.start(new HostConfig())) {
      List<ConfigEntry> entries = ConfigFile.read(file);

      assertThatThrownBy(() -> ConfiguredProxies.start(host, TEMPLATE, entries, file))
          .hasMessageStartingWith(file + ":2: cannot listen on nosuch.invalid:1: ");
    }
  }
}
