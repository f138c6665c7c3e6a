package io.trixter.netem.nio.loop;

import java.nio.channels.CompletionHandler;

/** Runs its attachment, whether the operation has completed or failed. */
enum EitherWay implements CompletionHandler<Object, Runnable> {
  RUN;

  @Override
  public void completed(Object result, Runnable task) {
    task.run();
  }

  @Override
  public void failed(Throwable thrown, Runnable task) {
    task.run();
  }
}
