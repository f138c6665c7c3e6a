package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.FaultRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  @TempDir private Path directory;

  @Test
  void anEarlierRecordStaysUntilThereIsAnother() throws IOException {
    Path path = Files.writeString(directory.resolve("run.jsonl"), "earlier");
    RecordFile file = RecordFile.create(path);
    file.close(); // as where the address is taken
    assertThat(path).hasContent("earlier");
    file.holds(new FaultRecord());
    assertThat(path).isEmptyFile();
    file.close();
    assertThat(FaultRecord.read(path).events()).isEmpty();
  }

  @Test
  void aRecordThatCannotBeWrittenIsNamedOnce() throws IOException {
    Path inner = Files.createDirectory(directory.resolve("inner"));
    Path path = inner.resolve("run.jsonl");
    RecordFile file = RecordFile.create(path);
    file.holds(new FaultRecord());
    Files.delete(path);
    Files.delete(inner);
    assertThatThrownBy(file::close).hasMessage("cannot write " + path + ": no such file");
    assertThatCode(file::close).doesNotThrowAnyException();
  }

  @Test
  void aDirectoryIsNamedOnce() {
    assertThatThrownBy(() -> RecordFile.create(directory))
        .hasMessageStartingWith("cannot write " + directory + ": ")
        .satisfies(e -> assertThat(e.getMessage().split(directory.toString(), -1)).hasSize(2));
  }
}
