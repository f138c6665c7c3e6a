package io.trixter.proxy.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The integers that a flag takes, both ends included. */
record Range(long min, long max) implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      long number = Long.parseLong(Values.ascii(text));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new TypeConversionException(
        "must be an integer between " + min + " and " + max + " (got " + text + ")");
  }
}
