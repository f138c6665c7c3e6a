package io.trixter.proxy.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;

/** What the failures to listen say, to users and to clients of Toxiproxy. */
class ListenExceptionTest {
  @Test
  void saysThatAPortIsInUseInTheWordsOfTheSystemAndOfToxiproxy() {
    ListenException refusal =
        ListenException.refused("127.0.0.1:80", true, new BindException("Adresse déjà utilisée"));
    assertThat(refusal).hasMessage("cannot listen on 127.0.0.1:80: Adresse déjà utilisée");
    assertThat(refusal.reason()).isEqualTo("bind: address already in use");
  }

  @Test
  void repeatsWhatElseTheSystemSays() {
    ListenException refusal =
        ListenException.refused("127.0.0.1:80", false, new BindException("Permission denied"));
    assertThat(refusal.reason()).isEqualTo("bind: permission denied");
    assertThat(refusal.isInUse()).isFalse();
  }

  @Test
  void namesAFailureThatSaysNothing() {
    ListenException refusal =
        ListenException.refused("[::]:80", false, new UnsupportedAddressTypeException());
    assertThat(refusal).hasMessageEndingWith(": java.nio.channels.UnsupportedAddressTypeException");
  }

  @Test
  void tellsWhatIsUnreadableFromWhatIsUnknown() {
    ListenException unreadable = ListenException.unreadable("local373", "missing port in address");
    ListenException unknown = ListenException.unknown("db.test:80", "db.test", null);
    assertThat(unreadable.isResolved()).isFalse();
    assertThat(unreadable.address()).isEqualTo("local373");
    assertThat(unreadable.reason()).isEqualTo("address local373: missing port in address");
    assertThat(unknown).hasMessage("cannot listen on db.test:80: unknown host");
    assertThat(unknown.reason()).isEqualTo("lookup db.test: no such host");
  }
}
