package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class file of one of our modules, to see what it uses.
 *
 * @param path of the file in its module, with slashes
 * @param constants its bytes as Latin-1, which has the names of the classes and methods it uses
 */
public record ClassFile(String path, String constants) {

  /** Returns all classes of the module that has {@code type}. */
  public static List<ClassFile> inModuleOf(Class<?> type) throws IOException {
    Path place = place(type);
    if (Files.isDirectory(place)) {
      return read(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return read(jar.getPath("/"));
    }
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ClassFile> read(Path root) throws IOException {
    List<ClassFile> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".class")) {
          String path = root.relativize(file).toString().replace('\\', '/');
          classes.add(new ClassFile(path, Files.readString(file, ISO_8859_1)));
        }
      }
    }
    return classes;
  }
}
