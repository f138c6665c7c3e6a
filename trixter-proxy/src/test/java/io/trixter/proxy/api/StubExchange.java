package io.trixter.proxy.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;

/** A request as the checks see it: a protocol, a method, a target and headers. */
final class StubExchange extends HttpExchange {
  private final String protocol;
  private final String method;
  private final URI target;
  private final Headers headers = new Headers();

  StubExchange(String protocol, String method, String target, String... headers) {
    this.protocol = protocol;
    this.method = method;
    this.target = URI.create(target);
    for (int i = 0; i < headers.length; i += 2) {
      this.headers.add(headers[i], headers[i + 1]);
    }
  }

  @Override
  public Headers getRequestHeaders() {
    return headers;
  }

  @Override
  public URI getRequestURI() {
    return target;
  }

  @Override
  public String getRequestMethod() {
    return method;
  }

  @Override
  public String getProtocol() {
    return protocol;
  }

  @Override
  public Headers getResponseHeaders() {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpContext getHttpContext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public InputStream getRequestBody() {
    throw new UnsupportedOperationException();
  }

  @Override
  public OutputStream getResponseBody() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sendResponseHeaders(int status, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getResponseCode() {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object getAttribute(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(String name, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpPrincipal getPrincipal() {
    throw new UnsupportedOperationException();
  }
}
