/** A proxy for each JUnit 5 test, or for a class of them. */
package io.trixter.proxy.junit;
