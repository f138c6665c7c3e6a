/** What is measured side by side, and how it is told. */
package io.trixter.benchmarks.sidebyside;
