/**
 * Network faults over asynchronous channels. Most users need {@link
 * io.trixter.netem.nio.NetemChannel#wrap}, and servers {@link
 * io.trixter.netem.nio.NetemServerChannel}; {@link io.trixter.netem.nio.NetemChannelProvider} makes
 * channels that can reset.
 */
package io.trixter.netem.nio;
