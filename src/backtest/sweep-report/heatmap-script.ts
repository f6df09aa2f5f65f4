/** The page's own program: any two parameters against each other, a colour for what came of them. */
export const HEATMAP_SCRIPT = `
const BINS_MAX = 24, DRAWN_BINS = 10;
/** Parts of an axis: each listed value, or neighbours of them where there are many; even parts of a range. */
function binsOf(column) {
  if (column === undefined) return { column, size: 1, parts: [], text: () => '', at: () => 0, isEdges: false };
  if (column.scale === 'list') {
    const each = Math.ceil(column.texts.length / BINS_MAX);
    const size = Math.max(1, Math.ceil(column.texts.length / each));
    const last = (bin) => Math.min(column.texts.length, (bin + 1) * each) - 1;
    return {
      column, size, isEdges: false,
      part: (bin) => ({ column, low: bin * each, high: last(bin), isLast: true }),
      text: (bin) => each === 1 ? column.texts[bin] : column.texts[bin * each] + ' \\u2026 ' + column.texts[last(bin)],
      at: (value) => isNaN(value) ? -1 : Math.floor(value / each),
    };
  }
  let [low, high] = column.range;
  for (const value of column.numbers) { if (value < low) low = value; if (value > high) high = value; }
  const isLog = column.scale === 'log' && low > 0;
  const size = high > low ? DRAWN_BINS : 1;
  const way = (value) => isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const edge = (bin) => bin >= size ? high : isLog ? low * Math.pow(high / low, bin / size) : low + (bin / size) * (high - low);
  return {
    column, size, isEdges: size > 1,
    part: (bin) => ({ column, low: edge(bin), high: edge(bin + 1), isLast: bin === size - 1 }),
    edgeText: (bin) => shortText(column, edge(bin)),
    text: (bin) => shortText(column, edge(bin)) + ' to ' + shortText(column, edge(bin + 1)),
    at: (value) => {
      if (isNaN(value)) return -1;
      if (size === 1) return 0;
      let bin = Math.max(0, Math.min(size - 1, Math.floor(way(value) * size)));
      // Rounding must not put a value beside the cell that its filter accepts.
      while (bin > 0 && value < edge(bin)) bin--;
      while (bin < size - 1 && value >= edge(bin + 1)) bin++;
      return bin;
    },
  };
}

const heatmap = { place: byId('heatmap'), x: byId('heat-x'), y: byId('heat-y'), metric: byId('heat-metric'), over: byId('heat-over'), readout: byId('heat-readout'), hint: byId('heat-readout')?.textContent, cursor: [0, 0] };
const named = (list) => list.map((column) => [String(column.place), column.name]);

function heatCells() {
  const xBins = binsOf(columns[heatmap.x.value]);
  const yBins = binsOf(heatmap.y.value === '' ? undefined : columns[heatmap.y.value]);
  const metric = columns[heatmap.metric.value];
  const cells = Array.from({ length: xBins.size * yBins.size }, () => ({ trials: [], all: 0, value: NaN, trial: -1 }));
  for (const trial of merit) {
    const x = xBins.at(xBins.column.numbers[trial]);
    const y = yBins.column === undefined ? 0 : yBins.at(yBins.column.numbers[trial]);
    if (x < 0 || y < 0 || !passesOthers[trial]) continue;
    const cell = cells[y * xBins.size + x];
    cell.all++;
    if (!isNaN(metric.numbers[trial])) cell.trials.push(trial);
  }
  for (const cell of cells) {
    if (cell.trials.length === 0) continue;
    const sorted = cell.trials.slice().sort((a, b) => metric.numbers[a] - metric.numbers[b]);
    cell.best = sorted[metric.isLowerBetter ? 0 : sorted.length - 1];
    const middle = (column) => {
      const values = sorted.map((trial) => column.numbers[trial]).filter((value) => !isNaN(value)).sort((a, b) => a - b);
      const half = values.length >> 1;
      return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    };
    cell.trial = cell.best;
    const of = heatmap.over.value === 'best' ? (column) => column.numbers[cell.best] : middle;
    cell.value = of(metric);
    if (metric === sharpe) cell.deflated = of(deflated);
  }
  return { xBins, yBins, metric, cells };
}

let heat2d = null;
function drawHeatmap() {
  if (axes.length === 0) return;
  heat2d = heatCells();
  const { xBins, yBins, metric, cells } = heat2d;
  const shown = cells.map(({ value }) => value).filter((value) => isFinite(value));
  const scale = heatScale(Math.min(...shown, Infinity), Math.max(...shown, -Infinity));
  const width = Math.max(200, heatmap.place.clientWidth);
  const yTexts = Array.from({ length: yBins.size + 1 }, (_, k) => yBins.isEdges ? yBins.edgeText(k) : k < yBins.size ? yBins.text(k) : '');
  const room = Math.floor(Math.min(120, width * 0.3));
  const left = yBins.column === undefined ? 4 : Math.min(room, 16 + 6.6 * Math.max(...yTexts.map((text) => text.length)));
  const right = xBins.isEdges ? 16 : 2;
  const wide = (width - left - right) / xBins.size;
  const high = Math.max(18, Math.min(72, 340 / yBins.size));
  const top = yBins.isEdges ? 8 : 2, bottom = 24;
  const height = top + high * yBins.size + bottom;
  const svg = drawing('svg', { width, height, viewBox: '0 0 ' + width + ' ' + height, 'aria-hidden': 'true' });
  const isPair = metric === sharpe;
  const texts = cells.map((cell) => shortText(metric, cell.value));
  const fits = 6.8 * Math.max(...texts.map((text) => text.length)) + 6 <= wide && high >= (isPair ? 33 : 18) && (!isPair || wide >= 62);
  cells.forEach((cell, k) => {
    const x = left + (k % xBins.size) * wide, y = top + (yBins.size - 1 - Math.floor(k / xBins.size)) * high;
    const share = scale.share(cell.value);
    const isEmpty = isNaN(cell.value);
    svg.append(drawing('rect', { x: x + 0.5, y: y + 0.5, width: Math.max(1, wide - 1), height: high - 1, rx: 2,
      class: isEmpty ? cell.all > 0 ? 'cell hollow' : 'cell none' : 'cell', style: isEmpty ? '' : 'fill:' + heat(share) }));
    if (isEmpty && cell.all > 0) svg.append(drawing('path', { d: 'M' + (x + wide / 2 - 4) + ' ' + (y + high / 2 - 4) + 'l8 8m0 -8l-8 8', class: 'cross' }));
    if (isEmpty || !fits) return;
    const facts = { x: x + wide / 2, class: Math.abs(share) > 0.55 ? 'cell-text strong' : 'cell-text' };
    svg.append(drawing('text', { ...facts, y: y + high / 2 + (isPair ? -2 : 4) }, texts[k]));
    if (isPair) svg.append(drawing('text', { ...facts, class: facts.class + ' small', y: y + high / 2 + 12 }, 'defl. ' + shortText(deflated, cell.deflated)));
  });
  drawHeatLabels(svg, { xBins, yBins, yTexts, left, top, wide, high, width, height });
  svg.append(drawing('rect', { class: 'heat-cursor', id: 'heat-cursor', rx: 2 }), drawing('rect', { class: 'heat-picked', id: 'heat-picked', rx: 2 }));
  heatmap.place.replaceChildren(svg);
  Object.assign(heat2d, { left, top, wide, high, scale });
  heatmap.cursor = [Math.min(heatmap.cursor[0], xBins.size - 1), Math.min(heatmap.cursor[1], yBins.size - 1)];
  placeHeatMark('heat-picked', pickedBins());
  byId('heat-legend').replaceChildren(...heatLegend(scale, metric));
}
function clipped(text, pixels) {
  const fitting = Math.max(2, Math.floor(pixels / 6.4));
  return text.length <= fitting ? text : text.slice(0, fitting - 1) + '\\u2026';
}
function drawHeatLabels(svg, { xBins, yBins, yTexts, left, top, wide, high, width, height }) {
  const label = (text, room, facts) => {
    const made = drawing('text', { class: 'tick', ...facts }, clipped(text, room));
    made.append(drawing('title', {}, text));
    svg.append(made);
  };
  const xTexts = Array.from({ length: xBins.size + (xBins.isEdges ? 1 : 0) }, (_, k) => xBins.isEdges ? xBins.edgeText(k) : xBins.text(k));
  const longest = Math.min(90, 6.6 * Math.max(...xTexts.map((text) => text.length)) + 8);
  const every = Math.max(1, Math.ceil(longest / wide));
  xTexts.forEach((text, k) => {
    if (k % every !== 0) return;
    const x = left + (k + (xBins.isEdges ? 0 : 0.5)) * wide;
    const isFirst = xBins.isEdges && k === 0 && left < 20;
    label(text, Math.max(90, wide * every), { x, y: height - 8, 'text-anchor': isFirst ? 'start' : 'middle' });
  });
  if (yBins.column === undefined) return;
  yTexts.forEach((text, k) => {
    if (text === '') return;
    const y = top + (yBins.size - k - (yBins.isEdges ? 0 : 0.5)) * high;
    label(text, left - 10, { x: left - 8, y: y + 4, 'text-anchor': 'end' });
  });
}
function heatLegend({ low, high, isTwoSided, share }, metric) {
  if (isNaN(low)) return [element('span', { textContent: 'no trial here has this number' })];
  const stops = Array.from({ length: 9 }, (_, k) => heat(share(low + (k / 8) * (high - low))) + ' ' + k * 12.5 + '%');
  const ramp = element('i', { className: 'ramp' });
  ramp.style.background = 'linear-gradient(90deg, ' + stops.join(', ') + ')';
  const middle = isTwoSided ? [element('span', { className: 'ramp-zero', textContent: '0' })] : [];
  return [
    element('span', { textContent: shortText(metric, low) }), element('span', { className: 'ramp-frame' }, ramp, ...middle), element('span', { textContent: shortText(metric, high) }),
    element('span', { className: 'swatch none' }), element('span', { textContent: 'no trial' }),
    element('span', { className: 'swatch hollow', textContent: '\\u00d7' }), element('span', { textContent: 'no result' }),
  ];
}
function placeHeatMark(id, bins) {
  const mark = byId(id);
  if (mark === null) return;
  mark.style.display = bins === null ? 'none' : '';
  if (bins === null) return;
  const { left, top, wide, high, yBins } = heat2d;
  for (const [key, value] of Object.entries({ x: left + bins[0] * wide + 1, y: top + (yBins.size - 1 - bins[1]) * high + 1, width: Math.max(1, wide - 2), height: high - 2 })) mark.setAttribute(key, value);
}
/** The bins of the picked cell, if it is one of the cells shown. */
function pickedBins() {
  if (state.cell === null) return null;
  const bins = [0, 0];
  for (const part of state.cell) {
    const k = [heat2d.xBins, heat2d.yBins].findIndex(({ column }) => column === part.column);
    if (k < 0) return null;
    bins[k] = [heat2d.xBins, heat2d.yBins][k].at(part.column.scale === 'log' ? Math.sqrt(part.low * part.high) : (part.low + part.high) / 2);
  }
  return bins;
}
function readCell(bins) {
  placeHeatMark('heat-cursor', bins);
  if (bins === null) { heatmap.readout.textContent = heatmap.hint; return; }
  const { xBins, yBins, metric, cells } = heat2d;
  const cell = cells[bins[1] * xBins.size + bins[0]];
  const where = [xBins, yBins].filter(({ column }) => column !== undefined).map((each, k) => each.column.key + ' ' + each.text(bins[k])).join(', ');
  const what = cell.all === 0 ? 'no trial' : isNaN(cell.value) ? 'no result of ' + cell.all
    : (heatmap.over.value === 'best' ? 'best ' : 'median ') + fullText(metric, cell.value)
      + (metric === sharpe ? ', deflated ' + fullText(deflated, cell.deflated) + ' after ' + data.counted : '');
  heatmap.readout.replaceChildren(where + ': ', element('b', { textContent: what }), cell.all > 0 ? ', ' + cell.all + (cell.all === 1 ? ' trial' : ' trials') + ' in the cell' : '');
}
function pickCell(bins) {
  const { xBins, yBins } = heat2d;
  const picked = pickedBins();
  if (picked !== null && picked[0] === bins[0] && picked[1] === bins[1]) state.cell = null;
  else state.cell = yBins.column === undefined ? [xBins.part(bins[0])] : [xBins.part(bins[0]), yBins.part(bins[1])];
  change();
}
function chooseInCell(bins) {
  const { trial } = heat2d.cells[bins[1] * heat2d.xBins.size + bins[0]];
  if (trial >= 0) choose(trial, colourOf(trial) === 0);
}
function binsUnder(event) {
  const box = heatmap.place.getBoundingClientRect();
  const { left, top, wide, high, xBins, yBins } = heat2d;
  const x = Math.floor((event.clientX - box.left - left) / wide);
  const y = yBins.size - 1 - Math.floor((event.clientY - box.top - top) / high);
  return x >= 0 && x < xBins.size && y >= 0 && y < yBins.size ? [x, y] : null;
}
function startHeatmap() {
  if (axes.length === 0) return;
  const varied = axes.filter((axis) => axis.isVaried);
  const first = varied[0] ?? axes[0];
  const second = varied[1] ?? axes.find((axis) => axis !== first);
  options(heatmap.x, named(axes), String(first.place));
  options(heatmap.y, [['', '\\u2013'], ...named(axes)], second === undefined ? '' : String(second.place));
  options(heatmap.metric, named(metrics), String(objective.place));
  let shown = [heatmap.x.value, heatmap.y.value];
  for (const select of [heatmap.x, heatmap.y, heatmap.metric, heatmap.over]) {
    select.addEventListener('change', () => {
      // The same parameter twice: the two change places.
      if (heatmap.x.value === heatmap.y.value) {
        if (select === heatmap.x) heatmap.y.value = shown[0]; else heatmap.x.value = shown[1] || shown[0];
        if (heatmap.x.value === heatmap.y.value) heatmap.y.value = '';
      }
      shown = [heatmap.x.value, heatmap.y.value];
      readCell(null);
      drawHeatmap();
    });
  }
  const { place } = heatmap;
  place.addEventListener('pointermove', (event) => readCell(binsUnder(event)));
  place.addEventListener('pointerleave', () => readCell(null));
  place.addEventListener('blur', () => readCell(null));
  place.addEventListener('focus', () => { if (place.matches(':focus-visible')) readCell(heatmap.cursor); });
  place.addEventListener('click', (event) => {
    const bins = binsUnder(event);
    if (bins === null) return;
    heatmap.cursor = bins;
    if (event.shiftKey) chooseInCell(bins); else pickCell(bins);
  });
  place.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step !== undefined) {
      const limit = [heat2d.xBins.size, heat2d.yBins.size];
      heatmap.cursor = heatmap.cursor.map((at, k) => Math.max(0, Math.min(limit[k] - 1, at + step[k])));
      readCell(heatmap.cursor);
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (event.shiftKey) chooseInCell(heatmap.cursor); else pickCell(heatmap.cursor);
    } else if (event.key === 'Escape' && state.cell !== null) {
      state.cell = null;
      change();
    } else return;
    event.preventDefault();
  });
  drawings.push(drawHeatmap);
  onResize(place, drawHeatmap);
}
`
