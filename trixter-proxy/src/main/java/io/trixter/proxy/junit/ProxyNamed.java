package io.trixter.proxy.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which proxy a {@link io.trixter.proxy.Proxy} parameter takes, where several extensions are
 * registered: the one whose extension has this {@linkplain TrixterExtension#named name}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface ProxyNamed {
  /** The extension's name. */
  String value();
}
