// The last minutes of one proxy, a sample for each summary, in arrays that the plots draw as they are.

const SPAN = 300; // seconds shown
const ROOM = 2 * SPAN;
const COLUMNS = 5; // time in s, bytes/s up and down, ms held up and down

export class History {
  constructor() {
    this.columns = Array.from({ length: COLUMNS }, () => new Float64Array(ROOM));
    this.length = 0;
    this.last = null;
    this.base = null;
  }

  /** Adds a summary. Rates are those since the sample before; a total that fell has started again. */
  add(time, summary) {
    this.last = summary;
    const { base } = this;
    const seconds = base ? (time - base.time) / 1000 : 0;
    if (base && seconds < 0.2) {
      return;
    }
    this.base = { time, ...summary };
    if (base) {
      const rate = (key) => Math.max(0, summary[key] - base[key]) / seconds;
      const held = [summary.held_up_ms ?? 0, summary.held_down_ms ?? 0];
      this.push(time / 1000, rate('bytes_up'), rate('bytes_down'), ...held);
    }
  }

  push(...sample) {
    if (this.length === ROOM) {
      this.columns.forEach((column) => column.copyWithin(0, ROOM - SPAN));
      this.length = SPAN;
    }
    sample.forEach((value, i) => {
      this.columns[i][this.length] = value;
    });
    this.length++;
  }

  /** Views of the columns that were asked for, without copying. */
  view(...which) {
    const from = Math.max(0, this.length - SPAN - 1);
    return which.map((i) => this.columns[i].subarray(from, this.length));
  }

  /** The newest value of a column, NaN if there is none. */
  newest(column) {
    return this.length > 0 ? this.columns[column][this.length - 1] : NaN;
  }
}

export const SECONDS_SHOWN = SPAN;
