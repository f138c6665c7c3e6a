/**
 * The part of the HTTP API that Toxiproxy's clients use: proxies and their faults, which they call
 * toxics, with the paths, bodies and errors that those clients know. Forgiving where Toxiproxy is.
 */
package io.trixter.proxy.api.toxiproxy;
