package io.trixter.proxy.cli;

import java.util.ArrayList;
import java.util.List;

/** A command of a shell, cut into words as far as the documentation needs it. */
final class ShellLine {
  private ShellLine() {}

  /** The commands of some lines: continued lines are joined, lists of commands are split. */
  static List<List<String>> commands(List<String> lines) {
    List<List<String>> commands = new ArrayList<>();
    String text = String.join("\n", lines).replace("\\\n", " ").replace("|\n", "| ");
    for (String line : text.split("\n|&&")) {
      List<String> words = words(line);
      if (!words.isEmpty()) {
        commands.add(words);
      }
    }
    return commands;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char c : (line + " ").toCharArray()) {
      if (quote == 0 && word == null && c == '#') {
        return words;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
      } else {
        word = word == null ? new StringBuilder() : word;
        if (c == quote) {
          quote = 0;
        } else if (quote == 0 && (c == '\'' || c == '"')) {
          quote = c;
        } else {
          word.append(c);
        }
      }
    }
    return words;
  }
}
