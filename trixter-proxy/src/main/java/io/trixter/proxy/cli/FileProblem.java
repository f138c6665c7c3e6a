package io.trixter.proxy.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why a file cannot be read or written, without its name. */
final class FileProblem {
  private FileProblem() {}

  static String of(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "no such file";
    }
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    return problem instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : problem.getMessage();
  }
}
