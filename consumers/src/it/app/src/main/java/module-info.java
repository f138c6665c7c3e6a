/** A client, which knows nothing of those who test it. */
module org.example.app {
  exports org.example.app;
}
