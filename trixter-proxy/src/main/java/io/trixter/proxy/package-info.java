/**
 * The chaos proxy: start a {@link io.trixter.proxy.Proxy}, or several on a {@link
 * io.trixter.proxy.ProxyHost}, list its {@link io.trixter.proxy.Connection}s, set their {@link
 * io.trixter.proxy.model.Knobs}.
 */
package io.trixter.proxy;
