package io.trixter.proxy.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says why a file cannot be read or written, without its name. */
final class FileProblem {
  private FileProblem() {}

  static String of(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "no such file";
    }
    return problem instanceof AccessDeniedException ? "permission denied" : problem.getMessage();
  }
}
