// Figures as people read them.

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** A number of bytes in units of 1000: 999 B, 1.2 kB. */
export function bytes(count) {
  let power = 0;
  let value = count;
  while (value >= 999.5 && power < SIZES.length - 1) {
    value /= 1000;
    power++;
  }
  const digits = power === 0 || value >= 99.5 ? 0 : 1;
  return `${value.toFixed(digits)} ${SIZES[power]}`;
}

export const rate = (bytesPerSecond) =>
  Number.isFinite(bytesPerSecond) ? `${bytes(bytesPerSecond)}/s` : '–';

/** Milliseconds: 0.42 ms, 120 ms, 3.4 s. */
export function millis(time) {
  if (!Number.isFinite(time)) {
    return '–';
  }
  if (time >= 999.5) {
    return `${(time / 1000).toFixed(time >= 9950 ? 0 : 1)} s`;
  }
  return `${time === 0 || time >= 9.95 ? time.toFixed(0) : time.toFixed(time < 1 ? 2 : 1)} ms`;
}

/** An age: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min. */
export function age(time) {
  const seconds = Math.floor(time / 1000);
  if (seconds < 10) {
    return `${(time / 1000).toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${two(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** The time of day, with milliseconds. */
export function timeOfDay(time) {
  return `${clock.format(time)}.${String(Math.floor(time) % 1000).padStart(3, '0')}`;
}

export const whole = (count) => count.toLocaleString('en');

/** A value with its unit, which may be empty. */
export const withUnit = (value, unit) => (unit ? `${value} ${unit}` : String(value));

/** A fault as one line: type, then what it is set to. */
export function faultText(fault) {
  const values = Object.entries(fault.attributes).map(([name, value]) => `${name}=${value}`);
  const share = fault.toxicity === 1 ? [] : [`toxicity=${fault.toxicity}`];
  return [fault.type, fault.stream, ...values, ...share].join(' ');
}
