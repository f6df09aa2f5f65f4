/** The page's own program: every parameter an upright axis, every trial a line through its values. */
export const PARALLEL_SCRIPT = `
const parallel = { place: byId('parallel'), canvas: byId('parallel-lines'), readout: byId('parallel-readout'), hint: byId('parallel-readout').textContent };
const lineAxes = [...axes, ...(objective === sharpe ? [objective, deflated] : [objective])];
const AXIS_TOP = 52, AXIS_BOTTOM = 26, AXIS_WIDE = 122, GRIP_WIDE = 44, PAPER_WIDE = 672, HEIGHT = 350;
/** Ends of an axis and the share of the way up of a value; NaN where a trial has none. */
const lineScales = lineAxes.map((column) => {
  if (column.scale === 'list') {
    const size = column.texts.length;
    return { low: 0, high: size - 1, up: (value) => (value + 0.5) / size, down: (up) => Math.max(0, Math.min(size - 1, Math.floor(up * size))) };
  }
  let [low, high] = column.range ?? [Infinity, -Infinity];
  for (const value of column.numbers) if (isFinite(value)) { if (value < low) low = value; if (value > high) high = value; }
  if (!(high > low)) return { low, high, up: () => 0.5, down: () => low };
  if (column.scale === 'log' && low > 0) {
    const span = Math.log(high / low);
    return { low, high, up: (value) => Math.log(value / low) / span, down: (up) => low * Math.exp(up * span) };
  }
  return { low, high, up: (value) => (value - low) / (high - low), down: (up) => low + up * (high - low) };
});
/** Lines of equal listed values lie side by side in the order of merit, so that colours can be seen. */
const spread = new Float64Array(count);
merit.forEach((trial, rank) => { spread[trial] = count < 2 ? 0 : 0.5 - rank / (count - 1); });

let isPaper = false;
let lineRoom = { width: 0, gap: 0, left: 0 };
function lineY(k, trial) {
  const value = lineAxes[k].numbers[trial];
  const span = HEIGHT - AXIS_TOP - AXIS_BOTTOM;
  if (!isFinite(value)) return HEIGHT - 9;
  const jitter = lineAxes[k].scale === 'list' ? spread[trial] * Math.min(0.62, 40 * lineAxes[k].texts.length / span) / lineAxes[k].texts.length : 0;
  return AXIS_TOP + span * (1 - lineScales[k].up(value) - jitter);
}
const lineX = (k) => lineRoom.left + k * lineRoom.gap;
function strokeTrial(pen, trial) {
  pen.beginPath();
  for (let k = 0; k < lineAxes.length; k++) {
    const x = lineX(k), y = lineY(k, trial);
    if (k === 0) { pen.moveTo(x - 4, y); pen.lineTo(x, y); continue; }
    const middle = x - lineRoom.gap / 2;
    pen.bezierCurveTo(middle, lineY(k - 1, trial), middle, y, x, y);
  }
  pen.lineTo(lineX(lineAxes.length - 1) + 4, lineY(lineAxes.length - 1, trial));
  pen.stroke();
}
/** Colours as the canvas needs them: it knows no variables. */
const probe = element('i', { hidden: true });
document.body.append(probe);
const colourCache = new Map();
function resolved(colour) {
  if (!colourCache.has(colour)) {
    probe.style.color = colour;
    colourCache.set(colour, getComputedStyle(probe).color);
  }
  return colourCache.get(colour);
}
function drawLines() {
  const { canvas, place } = parallel;
  const scale = Math.min(2, window.devicePixelRatio || 1);
  lineRoom.width = isPaper ? PAPER_WIDE : Math.max(place.clientWidth, lineAxes.length * AXIS_WIDE);
  lineRoom.gap = lineAxes.length > 1 ? (lineRoom.width - AXIS_WIDE) / (lineAxes.length - 1) : 0;
  lineRoom.left = AXIS_WIDE / 2;
  canvas.width = lineRoom.width * scale;
  canvas.height = HEIGHT * scale;
  canvas.style.width = lineRoom.width + 'px';
  canvas.style.height = HEIGHT + 'px';
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  pen.lineJoin = 'round';
  const isFiltered = passing < count;
  if (isFiltered) {
    pen.strokeStyle = resolved('var(--line-faint)');
    pen.globalAlpha = Math.max(0.12, Math.min(0.5, 60 / count));
    // A sample of what is out is as telling as all of it.
    const every = Math.max(1, Math.floor(count / 3000));
    for (let k = 0; k < count; k += every) if (!passes[k]) strokeTrial(pen, k);
  }
  const finite = objective.numbers.filter((value) => isFinite(value));
  const heatOf = heatScale(finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity));
  pen.globalAlpha = Math.max(0.14, Math.min(0.9, 14 / Math.sqrt(passing || 1)));
  pen.lineWidth = passing > 400 ? 1 : 1.4;
  for (let rank = count - 1; rank >= 0; rank--) {
    const trial = merit[rank];
    if (!passes[trial]) continue;
    const value = objective.numbers[trial];
    pen.strokeStyle = isNaN(value) ? resolved('var(--line-faint)') : resolved(heat(Math.round(heatOf.share(value) * 24) / 24));
    strokeTrial(pen, trial);
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 2.4;
  for (const { trial, colour } of state.chosen) {
    pen.strokeStyle = resolved('var(--chosen-' + colour + ')');
    strokeTrial(pen, trial);
  }
  placeAxes();
  drawHovered();
}
function drawHovered() {
  const canvas = byId('parallel-hover');
  const scale = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = lineRoom.width * scale;
  canvas.height = HEIGHT * scale;
  canvas.style.width = lineRoom.width + 'px';
  canvas.style.height = HEIGHT + 'px';
  const { hovered } = state;
  if (hovered < 0) {
    parallel.readout.textContent = parallel.hint;
    return;
  }
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  for (const [colour, width] of [['var(--panel)', 5], ['var(--ink)', 2]]) {
    pen.strokeStyle = resolved(colour);
    pen.lineWidth = width;
    strokeTrial(pen, hovered);
  }
  const own = objective === sharpe ? '' : objective.name + ' ' + fullText(objective, objective.numbers[hovered]) + '; ';
  parallel.readout.replaceChildren(element('b', { textContent: 'Trial ' + data.places[hovered] }), ' ' + valuesText(hovered) + ' \\u00b7 ', own + sharpeText(hovered));
}
function axisTexts(k) {
  const column = lineAxes[k], { low, high } = lineScales[k];
  const span = HEIGHT - AXIS_TOP - AXIS_BOTTOM;
  if (column.scale === 'list') {
    const size = column.texts.length;
    const every = Math.max(1, Math.ceil(size * 15 / span));
    return column.texts.map((text, place) => ({ text, up: (place + 0.5) / size })).filter((_, place) => place % every === 0);
  }
  if (!(high > low)) return isFinite(low) ? [{ text: shortText(column, low), up: 0.5 }] : [];
  return [0, 0.25, 0.5, 0.75, 1].map((up) => ({ text: shortText(column, lineScales[k].down(up)), up }));
}
function placeAxes() {
  lineAxes.forEach((column, k) => {
    const { box, brush, name } = lineElements[k];
    const wide = lineRoom.gap > 0 ? Math.min(AXIS_WIDE, lineRoom.gap) : AXIS_WIDE;
    name.style.width = wide + 'px';
    name.style.marginLeft = (GRIP_WIDE - wide) / 2 + 'px';
    box.style.left = lineX(k) - GRIP_WIDE / 2 + 'px';
    const range = state.brushes.get(column.place);
    brush.hidden = range === undefined;
    const text = range === undefined ? 'all' : brushText(column, range);
    box.setAttribute('aria-valuetext', text);
    if (range === undefined) return;
    const half = column.scale === 'list' ? 0.5 / column.texts.length : 0;
    const span = HEIGHT - AXIS_TOP - AXIS_BOTTOM;
    const top = Math.min(1, lineScales[k].up(range[1]) + half), bottom = Math.max(0, lineScales[k].up(range[0]) - half);
    brush.style.top = AXIS_TOP + span * (1 - top) + 'px';
    brush.style.height = Math.max(3, span * (top - bottom)) + 'px';
  });
}
function brushText(column, [low, high]) {
  const first = isFinite(low) ? shortText(column, low) : shortText(column, lineScales[lineAxes.indexOf(column)].low);
  const last = isFinite(high) ? shortText(column, high) : shortText(column, lineScales[lineAxes.indexOf(column)].high);
  return first === last ? first : first + ' to ' + last;
}
function setBrush(k, from, to) {
  const column = lineAxes[k], scale = lineScales[k];
  const low = scale.down(Math.max(0, Math.min(from, to))), high = scale.down(Math.min(1, Math.max(from, to)));
  state.brushes.set(column.place, [low, high]);
  change();
}
const lineElements = [];
function startParallel() {
  if (count === 0) return;
  const sheet = byId('parallel-sheet');
  lineAxes.forEach((column, k) => {
    // Long names break where a word within them begins.
    const shown = column.key === column.name ? column.name.replace(/^params\\./, '').replace(/([a-z\\d])([A-Z.])/g, '$1\\u200b$2') : column.name;
    const name = element('span', { className: 'axis-name', textContent: shown, title: column.name });
    const brush = element('i', { className: 'brush', hidden: true });
    const box = element('div', { className: column.role === 'axis' ? 'axis' : 'axis outcome', tabIndex: 0, role: 'slider', 'aria-label': 'Range of ' + column.name, 'aria-orientation': 'vertical', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': 100 },
      name, element('i', { className: 'rail' }), brush);
    for (const { text, up } of axisTexts(k)) {
      const tick = element('span', { className: 'axis-tick', textContent: text, title: text });
      tick.style.top = AXIS_TOP + (HEIGHT - AXIS_TOP - AXIS_BOTTOM) * (1 - up) + 'px';
      box.append(tick);
    }
    if (column.numbers.some((value) => !isFinite(value))) box.append(element('span', { className: 'axis-tick none', textContent: NONE, title: 'no number' }));
    lineElements.push({ box, brush, name });
    sheet.append(box);
    listenToAxis(box, k);
  });
  sheet.addEventListener('pointermove', hoverLine);
  sheet.addEventListener('pointerleave', () => hover(-1));
  sheet.addEventListener('click', () => {
    if (state.hovered >= 0) choose(state.hovered, colourOf(state.hovered) === 0);
  });
  drawings.push(drawLines);
  highlights.push(drawHovered);
  onResize(parallel.place, drawLines);
  const anew = () => { colourCache.clear(); drawLines(); };
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', anew);
  // What is printed is as wide as A4 inside its margins, whatever the window.
  for (const [name, is] of [['beforeprint', true], ['afterprint', false]]) addEventListener(name, () => { isPaper = is; anew(); });
}
function listenToAxis(box, k) {
  let start = null;
  const upAt = (event) => {
    const at = event.clientY - box.getBoundingClientRect().top;
    return 1 - (at - AXIS_TOP) / (HEIGHT - AXIS_TOP - AXIS_BOTTOM);
  };
  box.addEventListener('click', (event) => event.stopPropagation());
  box.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    start = { up: upAt(event), y: event.clientY, isMoved: false };
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener('pointermove', (event) => {
    if (start === null) return;
    if (Math.abs(event.clientY - start.y) > 3) start.isMoved = true;
    if (start.isMoved) setBrush(k, start.up, upAt(event));
  });
  const end = () => {
    if (start !== null && !start.isMoved) {
      const { place, scale } = lineAxes[k];
      const known = state.brushes.get(place);
      // A click takes a brush away; on a list without one it picks the value.
      if (known === undefined && scale === 'list') setBrush(k, start.up, start.up);
      else if (state.brushes.delete(place)) change();
    }
    start = null;
  };
  box.addEventListener('pointerup', end);
  box.addEventListener('pointercancel', () => { start = null; });
  box.addEventListener('keydown', (event) => {
    const { place, scale, texts } = lineAxes[k];
    if (event.key === 'Escape' || event.key === 'Delete') {
      if (state.brushes.delete(place)) change();
      event.preventDefault();
      return;
    }
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const half = scale === 'list' ? 0.5 / texts.length : 0;
    const step = scale === 'list' ? 1 / texts.length : 0.05;
    const known = state.brushes.get(place);
    let low = known === undefined ? 0 : lineScales[k].up(known[0]) - half, high = known === undefined ? 1 : lineScales[k].up(known[1]) + half;
    // Arrows move the lower end, with shift the upper one.
    if (event.shiftKey) high = Math.min(1, Math.max(low + step, high + way * step));
    else low = Math.max(0, Math.min(high - step, low + way * step));
    const inset = scale === 'list' ? half : 0;
    setBrush(k, low + inset, high - inset);
  });
}
/** The line nearest to the pointer, among those that pass. */
function hoverLine(event) {
  if (event.buttons !== 0) return;
  const box = parallel.canvas.getBoundingClientRect();
  const x = event.clientX - box.left, y = event.clientY - box.top;
  if (y < AXIS_TOP - 8 || lineRoom.gap === 0) { hover(-1); return; }
  const k = Math.max(0, Math.min(lineAxes.length - 2, Math.floor((x - lineRoom.left) / lineRoom.gap)));
  const way = Math.max(0, Math.min(1, (x - lineX(k)) / lineRoom.gap));
  // The curve between two axes runs by 3t^2 - 2t^3 in height and about so in width.
  let t = way;
  for (let turn = 0; turn < 4; turn++) {
    const at = 1.5 * t * (1 - t) + t * t * t;
    const slope = 1.5 - 3 * t + 3 * t * t;
    t = Math.max(0, Math.min(1, t - (at - way) / slope));
  }
  const share = 3 * t * t - 2 * t * t * t;
  let nearest = -1, distance = 9;
  for (let trial = 0; trial < count; trial++) {
    if (!passes[trial]) continue;
    const first = lineY(k, trial);
    const off = Math.abs(first + (lineY(k + 1, trial) - first) * share - y);
    if (off < distance) { distance = off; nearest = trial; }
  }
  hover(nearest);
}
`
