package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.stream.FaultServerSocket;
import io.trixter.netem.stream.FaultSocket;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** A method that is not overridden would answer for a socket that nobody uses. */
class OverridesTest {
  private static List<String> missing(Class<?> wrapper, Class<?> wrapped) {
    return Stream.of(wrapped.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> !declares(wrapper, method))
        .map(Method::toString)
        .toList();
  }

  private static boolean declares(Class<?> wrapper, Method method) {
    try {
      wrapper.getDeclaredMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  @Test
  void aSocketWithFaultsOverridesEveryMethod() {
    assertThat(missing(FaultSocket.class, Socket.class)).isEmpty();
  }

  @Test
  void aServerSocketWithFaultsOverridesEveryMethod() {
    assertThat(missing(FaultServerSocket.class, ServerSocket.class)).isEmpty();
  }

  @Test
  void theFactoriesOverrideEveryMethod() {
    assertThat(missing(FaultSocketFactory.class, SocketFactory.class)).isEmpty();
    assertThat(missing(FaultSslSocketFactory.class, SSLSocketFactory.class)).isEmpty();
  }
}
