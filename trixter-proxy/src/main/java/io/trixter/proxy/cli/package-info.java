/** The command line: {@code trixter}, and {@code trixter demo}. */
package io.trixter.proxy.cli;
