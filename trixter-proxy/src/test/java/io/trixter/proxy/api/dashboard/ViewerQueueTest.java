package io.trixter.proxy.api.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ViewerQueueTest {
  private final ViewerQueue queue =
      new ViewerQueue(10, (id, dropped) -> ("dropped " + dropped + " at " + id).getBytes(US_ASCII));
  private long id;

  private void add(String text) {
    queue.add(++id, text.getBytes(US_ASCII));
  }

  private String take() throws InterruptedException {
    return new String(queue.take(), US_ASCII);
  }

  @Test
  void handsOutWhatWasAddedInOrder() throws InterruptedException {
    add("a");
    add("b");

    assertThat(take()).isEqualTo("a");
    assertThat(queue.isEmpty()).isFalse();
    assertThat(take()).isEqualTo("b");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void countsWhatFindsNoRoomUntilItHasBeenEmptied() throws InterruptedException {
    add("12345");
    add("67890");
    add("x");
    assertThat(take()).isEqualTo("12345");
    add("y"); // there is room, but what came before it is missing
    assertThat(take()).isEqualTo("67890");

    assertThat(queue.isEmpty()).isFalse();
    assertThat(take()).isEqualTo("dropped 2 at 4");
    add("z");
    assertThat(take()).isEqualTo("z");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void numbersANoticeAsTheLastOfThoseDroppedSoThatWhatComesNextIsGreater()
      throws InterruptedException {
    add("12345");
    add("67890");
    add("x");
    take();
    take();
    long next = ++id; // which is numbered before the notice is made, and added after it
    assertThat(take()).isEqualTo("dropped 1 at 3");
    queue.add(next, "y".getBytes(US_ASCII));

    assertThat(next).isEqualTo(4);
    assertThat(take()).isEqualTo("y");
  }

  @Test
  void givesRoomBackWhenItIsTaken() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      add("1234567890");
      assertThat(take()).isEqualTo("1234567890");
    }
  }

  @Test
  void takesOneThatIsLongerThanAllItsRoom() throws InterruptedException {
    add("12345678901234567890");
    add("a");

    assertThat(take()).hasSize(20);
    assertThat(take()).isEqualTo("dropped 1 at 2");
  }

  @Test
  void addsACommentOnlyWhereNothingElseWaits() throws InterruptedException {
    queue.addIfEmpty(":".getBytes(US_ASCII));
    queue.addIfEmpty(":".getBytes(US_ASCII));

    assertThat(take()).isEqualTo(":");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void countsWhatWasDroppedBefore() throws InterruptedException {
    queue.drop(++id, 3);
    queue.drop(++id, 2);
    add("a");

    assertThat(take()).isEqualTo("dropped 6 at 3");
  }
}
