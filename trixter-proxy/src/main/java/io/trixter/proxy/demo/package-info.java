/** The demo: a guided tour of the faults, measured while one watches. */
package io.trixter.proxy.demo;
