/** Tests on the module path. */
open module org.example.modules {
  requires io.trixter.netem.nio;
  requires io.trixter.proxy;
  requires org.junit.jupiter.api;
}
