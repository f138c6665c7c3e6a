package io.trixter.proxy;

import io.trixter.proxy.relay.Acceptor;
import java.lang.reflect.Field;

/** Makes a proxy's listener throw when it is closed, or asked whether it listens, until mended. */
final class BrokenListener {
  private final Acceptor acceptor;
  private final Field channel;
  private final Object before;

  private BrokenListener(Acceptor acceptor) throws ReflectiveOperationException {
    this.acceptor = acceptor;
    acceptor.hold(); // its loop is done with it
    channel = accessible(acceptor, "server");
    before = channel.get(acceptor);
    channel.set(acceptor, null);
  }

  /** Takes the channel out of the listener of {@code proxy}. */
  static BrokenListener in(Proxy proxy) throws ReflectiveOperationException {
    Object listening = accessible(proxy, "listening").get(proxy);
    return new BrokenListener((Acceptor) accessible(listening, "acceptor").get(listening));
  }

  private static Field accessible(Object owner, String name) throws NoSuchFieldException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Puts it back. */
  void mend() throws ReflectiveOperationException {
    channel.set(acceptor, before);
  }
}
