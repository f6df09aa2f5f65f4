/**
 * The page's own program, first part: the numbers, what a reader has picked, and how both are written.
 *
 * Every view draws from `state` and changes it through `change`, which draws all views again; no view
 * knows another. A trial passes when it lies in every brush, in the heatmap's cell and in the words.
 */
export const STATE_SCRIPT = `
const data = JSON.parse(document.getElementById('sweep').textContent);
const count = data.trials;
const byId = (id) => document.getElementById(id);

function bytesOf(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let k = 0; k < raw.length; k++) bytes[k] = raw.charCodeAt(k);
  return bytes.buffer;
}
const doubles = new Float64Array(bytesOf(data.numbers));
const columns = data.columns.map((facts, k) => Object.assign(facts, {
  place: k,
  numbers: doubles.subarray(k * count, (k + 1) * count),
}));
const axes = columns.filter((column) => column.role === 'axis');
const metrics = columns.filter((column) => column.role === 'metric');
const columnOf = (key) => metrics.find((column) => column.key === key);
const objective = columnOf(data.objective);
const sharpe = columnOf('sharpe');
const deflated = columnOf('deflatedSharpe');
const DONE = 'd', HALTED = 'h', FAILED = 'f';
const STATUS = { d: 'done', h: 'halted', f: 'failed' };
const CHOSEN_MAX = 8;

const state = {
  /** Column place to [low, high], both included. */
  brushes: new Map(),
  /** Two columns and a bin of each. */
  cell: null,
  words: '',
  status: '',
  /** Trials laid over each other, and the colour of each. */
  chosen: [],
  hovered: -1,
};
const passes = new Uint8Array(count);
/** Passing all but the heatmap's own cell: what the heatmap counts. */
const passesOthers = new Uint8Array(count);
let passing = count;
const drawings = [];
const highlights = [];

/**
 * Order of merit by the objective, the best first. What saw less of the data comes behind what saw
 * more, as its numbers are of less worth; trials without an objective come last.
 */
const seen = columns[columns.length - 1].numbers;
const merit = Array.from({ length: count }, (_, k) => k).sort((a, b) => {
  const first = objective.numbers[a], second = objective.numbers[b];
  if (isNaN(first) || isNaN(second)) return isNaN(first) - isNaN(second) || a - b;
  return seen[b] - seen[a] || (objective.isLowerBetter ? first - second : second - first) || a - b;
});

function cellHolds(cell, trial) {
  return cell.every(({ column, low, high, isLast }) => {
    const value = column.numbers[trial];
    return value >= low && (value < high || (isLast && value <= high));
  });
}
function recount() {
  const words = wordTest(state.words);
  passing = 0;
  for (let k = 0; k < count; k++) {
    let isIn = (state.status === '' || data.statuses[k] === state.status) && words(k);
    for (const [place, [low, high]] of state.brushes) {
      const value = columns[place].numbers[k];
      isIn = isIn && value >= low && value <= high;
    }
    passesOthers[k] = isIn ? 1 : 0;
    passes[k] = isIn && (state.cell === null || cellHolds(state.cell, k)) ? 1 : 0;
    passing += passes[k];
  }
}
let isAsked = false;
function change() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    recount();
    for (const draw of drawings) draw();
  });
}
function hover(trial) {
  if (trial === state.hovered) return;
  state.hovered = trial;
  for (const draw of highlights) draw();
}
/** Colours stay with their trial while it is chosen. */
function choose(trial, isWanted) {
  const at = state.chosen.findIndex((each) => each !== null && each.trial === trial);
  if (isWanted === (at >= 0)) return;
  if (!isWanted) {
    state.chosen.splice(at, 1);
  } else {
    if (state.chosen.length >= CHOSEN_MAX) state.chosen.shift();
    const taken = new Set(state.chosen.map(({ colour }) => colour));
    let colour = 1;
    while (taken.has(colour)) colour++;
    state.chosen.push({ trial, colour });
  }
  change();
}
const colourOf = (trial) => {
  const found = state.chosen.find((each) => each.trial === trial);
  return found === undefined ? 0 : found.colour;
};
function chooseBest(limit) {
  state.chosen = [];
  for (const trial of merit) {
    if (state.chosen.length >= limit) break;
    if (passes[trial] && !isNaN(objective.numbers[trial])) choose(trial, true);
  }
  change();
}

/** Beyond this, digits tell less than their number. */
const HUGE = 1e15;
const MINUS = '\\u2212', NONE = '\\u2013';
const signed = (text) => text.replace(/-/g, MINUS);
function grouped(value, decimals) {
  return signed(value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
}
function decimalsFor(value, digits) {
  const size = Math.abs(value);
  if (size === 0 || size >= 1000) return size === 0 ? 0 : 2;
  return Math.max(0, Math.min(12, digits - 1 - Math.floor(Math.log10(size))));
}
/** A number of a column in full, as the table shows it. */
function fullText(column, value) {
  if (isNaN(value)) return NONE;
  if (!isFinite(value)) return value > 0 ? '\\u221e' : MINUS + '\\u221e';
  if (column.scale === 'list') return column.texts[value] ?? NONE;
  const size = Math.abs(value);
  if (size >= HUGE) return signed(value.toExponential(3));
  switch (column.format) {
    case 'money': return grouped(value, size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : 8);
    case 'count': return grouped(value, Number.isInteger(value) ? 0 : 2);
    case 'share': return grouped(value * 100, 1) + ' %';
    case 'bps': return grouped(value * 1e4, 3);
    case 'ratio': return grouped(value, size < 100 ? 4 : 2);
    case 'chance': return value > 0 && value < 0.0005 ? '<0.001' : grouped(value, 3);
    default: return size !== 0 && (size < 1e-4 || size >= 1e9)
      ? signed(value.toExponential(3)) : grouped(value, decimalsFor(value, 4)).replace(/(\\.\\d*?)0+$/, '$1').replace(/\\.$/, '');
  }
}
/** The same in the room of a cell or beside an axis. */
function shortText(column, value) {
  if (isNaN(value)) return NONE;
  if (!isFinite(value)) return fullText(column, value);
  if (column.scale === 'list') return column.texts[Math.round(value)] ?? NONE;
  if (column.format === 'chance') return value > 0 && value < 0.005 ? '<0.01' : grouped(value, 2);
  if (column.format === 'ratio' && Math.abs(value) < 100) return grouped(value, Math.abs(value) < 10 ? 3 : 1);
  const scaled = column.format === 'share' ? value * 100 : column.format === 'bps' ? value * 1e4 : value;
  const size = Math.abs(scaled);
  const text = (size !== 0 && size < 1e-4) || size >= HUGE ? scaled.toExponential(1)
    : scaled.toLocaleString('en-US', { notation: size >= 1e4 ? 'compact' : 'standard', maximumSignificantDigits: 3 });
  return signed(text) + (column.format === 'share' ? ' %' : '');
}
/** Never alone: what is left of a Sharpe ratio after so many trials. */
function sharpeText(trial) {
  return 'Sharpe ' + fullText(sharpe, sharpe.numbers[trial]) + ' per slice, deflated '
    + fullText(deflated, deflated.numbers[trial]) + ' after ' + data.counted;
}
const valuesText = (trial) => axes.map((axis) => axis.key.replace(/^.*\\./, '') + ' ' + fullText(axis, axis.numbers[trial])).join(' \\u00b7 ');

function element(name, facts, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(facts)) {
    if (key in made && key !== 'style') made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}
// As the parser named it: an address in this program would look like a request.
const drawingSpace = document.querySelector('svg').namespaceURI;
function drawing(name, facts, ...children) {
  const made = document.createElementNS(drawingSpace, name);
  for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
function options(select, entries, chosen) {
  select.replaceChildren(...entries.map(([value, text]) => element('option', { value, textContent: text })));
  select.value = chosen;
}
/** Draws again when the place that a view has becomes wider or narrower. */
function onResize(place, draw) {
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - width) < 1) return;
    width = place.clientWidth;
    draw();
  }).observe(place);
}
/** A share from 0 to 1 of the way from the ground to full colour; below 0 in the other colour. */
function heat(share) {
  const size = Math.min(1, Math.abs(share));
  const end = share < 0 ? 'var(--heat-below)' : 'var(--heat-above)';
  return 'color-mix(in oklab, ' + end + ' ' + Math.round(12 + size * 88) + '%, var(--heat-ground))';
}
/** Where a value stands between the ends of a scale: from zero both ways, where both signs occur. */
function heatScale(low, high) {
  if (!(high >= low)) return { low: NaN, high: NaN, isTwoSided: false, share: () => 0 };
  if (low < 0 && high > 0) {
    const size = Math.max(-low, high);
    return { low: -size, high: size, isTwoSided: true, share: (value) => value / size };
  }
  const sign = high <= 0 && low < 0 ? -1 : 1;
  const span = high - low || 1;
  return { low, high, isTwoSided: false, share: (value) => sign * (sign > 0 ? value - low : high - value) / span };
}
`
