package io.trixter.proxy.relay;

import io.trixter.proxy.model.Direction;

/**
 * How a fault ends a connection.
 *
 * @param fault its name
 * @param reset whether both sides are reset rather than closed
 * @param back the direction that the fault does not act on, which comes to its end last
 */
record FaultEnd(String fault, boolean reset, Direction back) {}
