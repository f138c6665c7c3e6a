/**
 * A TCP chaos proxy: relays connections through faults that a REST API sets, in code or as a
 * program.
 */
module io.trixter.proxy {
  requires transitive io.trixter.netem;
  requires transitive io.trixter.netem.nio;
  requires com.fasterxml.jackson.core;
  requires jdk.httpserver;
  requires org.slf4j;
  requires static info.picocli; // the program's
  requires static org.junit.jupiter.api;

  exports io.trixter.proxy;
  exports io.trixter.proxy.api;
  exports io.trixter.proxy.fault;
  exports io.trixter.proxy.model;
  exports io.trixter.proxy.junit;
  exports io.trixter.proxy.cli to // the program's log provider
      org.slf4j;

  uses io.trixter.proxy.fault.FaultType;
}
