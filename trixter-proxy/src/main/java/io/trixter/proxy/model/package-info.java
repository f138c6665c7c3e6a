/**
 * The words that every part of the proxy shares: addresses, directions, causes of an end, knobs.
 */
package io.trixter.proxy.model;
