/** An application that has a proxy of its own. */
module org.example.embedding {
  requires transitive io.trixter.proxy;

  exports org.example.embedding;
}
