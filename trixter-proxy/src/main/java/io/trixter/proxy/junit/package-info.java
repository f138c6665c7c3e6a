/** Proxies for JUnit 5: one for each test, or one for a class of them. */
package io.trixter.proxy.junit;
