// JSON for requests. Whole numbers beyond 2^53 are BigInts, which JSON.stringify refuses.

export function toJson(value) {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}:${toJson(v)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Returns what was typed into a number field, without loss; null if it is no number. */
export function parseNumber(text) {
  const typed = text.trim();
  if (typed === '' || !Number.isFinite(Number(typed))) {
    return null;
  }
  const value = Number(typed);
  return /^-?\d+$/.test(typed) && !Number.isSafeInteger(value) ? BigInt(typed) : value;
}
