/**
 * The life of one connection: it is accepted, its upstream is dialled, bytes are pumped both ways,
 * and it ends once. What it needs of its proxy is in its {@link
 * io.trixter.proxy.relay.RelayContext}.
 */
package io.trixter.proxy.relay;
