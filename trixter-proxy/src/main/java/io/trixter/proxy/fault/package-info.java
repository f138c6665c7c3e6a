/**
 * The catalogue of faults that the connections of a proxy can share. Each type has one file, which
 * holds its name, its attributes and its rules; what a user sees of it (REST, flags, configuration,
 * metrics, documentation) comes from there.
 */
package io.trixter.proxy.fault;
