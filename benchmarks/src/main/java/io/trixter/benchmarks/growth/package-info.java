/** What the proxy costs as its connections grow in number. */
package io.trixter.benchmarks.growth;
