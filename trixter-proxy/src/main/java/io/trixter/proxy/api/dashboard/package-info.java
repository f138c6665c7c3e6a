/** What a browser sees: the page and its files, and the stream of events that feeds it. */
package io.trixter.proxy.api.dashboard;
