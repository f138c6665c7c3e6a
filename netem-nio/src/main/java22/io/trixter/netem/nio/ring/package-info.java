/** Event loops over Linux's io_uring, without a library of native code. */
package io.trixter.netem.nio.ring;
