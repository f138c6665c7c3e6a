/** What the parts of the HTTP API share: answers, refusals, and JSON as text. */
package io.trixter.proxy.api.http;
