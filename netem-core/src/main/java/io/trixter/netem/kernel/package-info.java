/**
 * What a fault of one's own is made of, and how the drivers carry it out. Nothing here does I/O,
 * starts a thread or reads a clock: a {@link io.trixter.netem.kernel.Rule} says what may happen
 * next, and the driver of a stream, a socket or a channel moves bytes, waits and throws. So one
 * rule serves them all, and a test of it needs neither a network nor a sleep.
 *
 * <p>A whole fault, which delays each write that begins with a given byte:
 *
 * <pre>{@code
 * public final class SlowRequest extends Fault {
 *   private final byte first;
 *   private final DynamicDuration delay; // the knob, zero is off
 *
 *   public SlowRequest(byte first, DynamicDuration delay) {
 *     this.first = first;
 *     this.delay = delay;
 *   }
 *
 *   @Override
 *   public Rules rules(RandomSource source) {
 *     return Rules.of("SlowRequest").writing(new Writing()); // one for each connection
 *   }
 *
 *   private final class Writing extends Rule {
 *     private boolean begun;
 *     private boolean slow;
 *     private long since;
 *
 *     @Override
 *     public boolean isOff() {
 *       return delay.knob().get() == 0;
 *     }
 *
 *     @Override
 *     public void begin(Op op) {
 *       begun = false;
 *     }
 *
 *     @Override
 *     public void before(Op op, long wanted, long now, Step step) {
 *       if (!begun) {
 *         begun = true;
 *         since = now;
 *         slow = op == Op.WRITE && wanted > 0 && step.content().get() == first;
 *       }
 *       long left = delay.knob().get() - (now - since);
 *       if (slow && left > 0) {
 *         step.await(left); // and be asked again, at once if the knob is set
 *       } else {
 *         step.move(wanted);
 *       }
 *     }
 *
 *     @Override
 *     public Knob knob() {
 *       return delay.knob();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>It goes wherever the library's own do: {@code Netem.wrap(socket, new SlowRequest(...))}.
 * {@code DelayBehind} in the project's examples finds a pattern however the writes cut it, as
 * {@link io.trixter.netem.kernel.Rule#after} explains.
 *
 * <p>A fault of one's own needs {@link io.trixter.netem.kernel.Rules}, {@link
 * io.trixter.netem.kernel.Rule}, {@link io.trixter.netem.kernel.Op}, {@link
 * io.trixter.netem.kernel.Step}, {@link io.trixter.netem.kernel.Knob}, for chance {@link
 * io.trixter.netem.kernel.RandomSource}, and to end all connections at once {@link
 * io.trixter.netem.kernel.KillSwitch}. {@link io.trixter.netem.kernel.TokenBucket} and {@link
 * io.trixter.netem.kernel.Pacer} do the arithmetic of rates. What to answer:
 *
 * <table>
 *   <caption>Effects, and the calls that have them</caption>
 *   <tr><th>to</th><th>a rule</th></tr>
 *   <tr><td>start late</td><td>answers {@code step.await(nanos)} first</td></tr>
 *   <tr><td>cut</td><td>answers {@code step.move(fewer)} or {@code moveAndFlush}</td></tr>
 *   <tr><td>add bytes</td><td>answers {@code step.emit(bytes)} once</td></tr>
 *   <tr><td>alter what is written</td>
 *       <td>answers {@code step.replace(a changed copy of step.content())}</td></tr>
 *   <tr><td>alter what is read</td><td>overrides {@code read}</td></tr>
 *   <tr><td>hold what was read</td><td>returns nanoseconds from {@code after}</td></tr>
 *   <tr><td>lose what is written</td><td>answers {@code step.drop(wanted)}</td></tr>
 *   <tr><td>end this direction</td><td>answers {@code step.end(reset)}</td></tr>
 *   <tr><td>fail</td><td>answers {@code step.fail(exception)}, usually by a kill switch</td></tr>
 * </table>
 *
 * <p>The rest is the drivers' side: {@link io.trixter.netem.kernel.RuleChain} asks a list of rules
 * as if it were one, {@link io.trixter.netem.kernel.CallersBytes} shows them bytes, {@link
 * io.trixter.netem.kernel.DelayQueue} holds what a delay line has taken, and {@link
 * io.trixter.netem.kernel.ModificationCount} tells whether any knob was set.
 */
package io.trixter.netem.kernel;
