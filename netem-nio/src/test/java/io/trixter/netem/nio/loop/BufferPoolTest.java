package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final BufferPool pool =
      new BufferPool(Integer.MAX_VALUE, () -> {}); // so one large one alone

  @Test
  void lendsALargeBufferAndSmallOnesWhileThatIsOut() {
    ByteBuffer large = pool.lease();
    assertThat(large.capacity()).isEqualTo(BufferPool.LARGE);
    assertThat(large.isDirect()).isTrue();
    assertThat(pool.lease().capacity()).isEqualTo(BufferPool.SMALL);
    pool.release(large);
    assertThat(pool.lease()).isSameAs(large);
  }

  @Test
  void lendsBuffersClearedAndOnceAtATime() {
    ByteBuffer first = pool.leaseSmall();
    ByteBuffer second = pool.leaseSmall();
    assertThat(second).isNotSameAs(first);
    first.position(10).limit(20);
    pool.release(first);
    ByteBuffer again = pool.leaseSmall();
    assertThat(again).isSameAs(first);
    assertThat(again.position()).isZero();
    assertThat(again.limit()).isEqualTo(BufferPool.SMALL);
  }

  @Test
  void keepsABoundedNumberOfSmallOnes() {
    List<ByteBuffer> lent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lent.add(pool.leaseSmall());
    }
    lent.forEach(pool::release);
    List<ByteBuffer> again = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      again.add(pool.leaseSmall());
    }
    again.removeIf(each -> lent.stream().noneMatch(one -> one == each));
    assertThat(again).hasSizeBetween(1, 99);
  }

  @Test
  void manyLoopsShareWhatAFewWouldHave() {
    BufferPool alone = new BufferPool(1, () -> {});
    List<ByteBuffer> large = new ArrayList<>();
    for (ByteBuffer next = alone.lease();
        next.capacity() == BufferPool.LARGE;
        next = alone.lease()) {
      large.add(next);
    }
    assertThat(large).hasSizeBetween(1, 32);
  }

  @Test
  void letsGoOfLargeBuffersThatNobodyNeededForAWhile() {
    AtomicInteger grown = new AtomicInteger();
    BufferPool pool = new BufferPool(1, grown::incrementAndGet);
    ByteBuffer first = pool.lease();
    assertThat(grown).hasValue(0);
    ByteBuffer second = pool.lease();
    ByteBuffer third = pool.lease();
    assertThat(grown).hasValue(1);
    assertThat(pool.trim()).as("all are lent").isTrue();
    pool.release(third);
    pool.release(second);
    pool.release(first);
    assertThat(pool.trim()).as("all were lent in this while").isTrue();
    pool.release(pool.lease());
    assertThat(pool.trim()).as("one was enough in this while").isFalse();
    assertThat(pool.lease()).isSameAs(first);
    assertThat(pool.lease()).isNotSameAs(second).isNotSameAs(third);
    assertThat(grown).as("it has grown again").hasValue(2);
  }
}
