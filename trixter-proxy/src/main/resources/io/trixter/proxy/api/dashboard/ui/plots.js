// The plots of the selected proxy: bytes a second, and how long bytes are held, each way.

import { beforeFrame, byId, setAttribute, setText } from './dom.js';
import { millis, rate } from './format.js';
import { SECONDS_SHOWN } from './history.js';
import { onChange, selectedHistory } from './store.js';

/* global uPlot */
const HEIGHT = 150;
const AXIS = 66;
const FIRST_SPAN = 60;
const PLOTS = [
  { id: 'traffic-plot', columns: [0, 1, 2], format: rate, title: 'Bytes a second', least: 1000 },
  { id: 'held-plot', columns: [0, 3, 4], format: millis, title: 'Mean time held', least: 1 },
];
const EMPTY = new Float64Array(0);
let drawn = [];

/** The range of the time axis: a minute at first, then all samples. */
function span(first, last) {
  const end = last ?? Date.now() / 1000;
  const known = end - (first ?? end);
  return [end - Math.min(SECONDS_SHOWN, Math.max(FIRST_SPAN, known)), end];
}

function options({ format, least }, width) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  const series = (name) => ({ stroke: color(name), width: 1.5, points: { show: false } });
  return {
    width,
    height: HEIGHT,
    padding: [8, 28, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'time' }, y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: (u, low, high) => span(low, high) },
      y: { range: (u, low, high) => [0, Math.max(least, (high ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, size: 28, values: '{HH}:{mm}:{ss}', space: 70 },
      { ...axis, size: AXIS, space: 30, values: (u, ticks) => ticks.map((tick) => format(tick).replace('.0 ', ' ')) },
    ],
    series: [{}, series('--up'), series('--down')],
  };
}

function make() {
  drawn.forEach(({ plot }) => plot.destroy());
  drawn = PLOTS.map((spec) => {
    const place = byId(spec.id);
    const data = spec.columns.map(() => EMPTY);
    const plot = new uPlot(options(spec, place.clientWidth), data, place);
    plot.hooks.setCursor = [() => beforeFrame(values)];
    return { plot, spec, place };
  });
  beforeFrame(draw);
}

function draw() {
  const history = selectedHistory();
  for (const { plot, spec } of drawn) {
    plot.setData(history ? history.view(...spec.columns) : spec.columns.map(() => EMPTY));
  }
  values();
}

/** The figures above each plot: those under the pointer, else the newest. */
function values() {
  for (const { plot, spec, place } of drawn) {
    const at = plot.cursor.idx ?? plot.data[0].length - 1;
    const [up, down] = [1, 2].map((i) => spec.format(plot.data[i][at] ?? NaN));
    setText(byId(`${spec.id}-up`), up);
    setText(byId(`${spec.id}-down`), down);
    const seen = `${spec.title}: to the upstream ${up}, to the client ${down}`;
    setAttribute(place, 'aria-label', seen);
  }
}

export function startPlots() {
  make();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', make);
  const resize = () =>
    drawn.forEach(({ plot, place }) => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  new ResizeObserver(() => beforeFrame(resize)).observe(byId('traffic-plot'));
  onChange('summary selected', () => beforeFrame(draw));
}
