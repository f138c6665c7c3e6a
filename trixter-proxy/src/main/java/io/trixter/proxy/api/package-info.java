/**
 * The REST API of the proxy, on the JDK's own HTTP server: start an {@link
 * io.trixter.proxy.api.ApiServer} beside a {@link io.trixter.proxy.Proxy}.
 */
package io.trixter.proxy.api;
