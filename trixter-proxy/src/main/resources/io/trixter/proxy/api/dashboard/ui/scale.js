// The stops of a slider: round values, evenly spaced or, where the range is huge, by decades.

const MANTISSAS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.2, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9];
const MOST_STEPS = 200;
const SMALLEST_SHARE = 1e-6;
/** By unit, where a slider ends if the attribute's range is open. The number field takes more. */
const ENDS = new Map([
  ['ms', 60_000],
  ['µs', 1_000_000],
  ['bytes', 1e9],
  ['kB/s', 1e6],
  ['B/s', 1e9],
]);
const OTHER_END = 10_000;

function bounds({ unit, min, max, type }) {
  const open = !(max <= Number.MAX_SAFE_INTEGER);
  const low = min < -Number.MAX_SAFE_INTEGER ? 0 : min;
  const end = ENDS.get(unit) ?? OTHER_END;
  return { low, high: open ? Math.max(low + end, low) : max, fine: type === 'number' };
}

function decades(low, high, fine) {
  const stops = [low];
  const span = high - low;
  const first = fine ? Math.log10(span * SMALLEST_SHARE) : 0;
  for (let power = Math.floor(first + 1e-9); 10 ** power <= span; power++) {
    for (const mantissa of MANTISSAS) {
      const step = Number((mantissa * 10 ** power).toPrecision(3));
      if (step <= span && (fine || Number.isInteger(step))) {
        stops.push(Number((low + step).toPrecision(12)));
      }
    }
  }
  if (stops.at(-1) !== high) {
    stops.push(high);
  }
  return stops;
}

function even(low, high, step) {
  const stops = [];
  for (let i = 0; low + i * step < high; i++) {
    stops.push(Number((low + i * step).toPrecision(12)));
  }
  stops.push(high);
  return stops;
}

/** The values that a slider of this attribute stands at, ascending. */
export function stopsOf(attribute) {
  const { low, high, fine } = bounds(attribute);
  if (attribute.scale === 'even') {
    return even(low, high, (high - low) / 100);
  }
  if (!fine && high - low <= MOST_STEPS) {
    return even(low, high, 1);
  }
  return decades(low, high, fine);
}

/** The index of the stop nearest to a value, which may lie beyond both ends. */
export function nearest(stops, value) {
  const at = stops.findIndex((stop) => stop >= value);
  if (at <= 0) {
    return at === 0 ? 0 : stops.length - 1;
  }
  return value - stops[at - 1] < stops[at] - value ? at - 1 : at;
}
