/** The page's own program: the equity of the chosen trials, over the median and the band of all. */
export const EQUITY_SCRIPT = `
const equity = { place: byId('equity'), readout: byId('equity-readout'), cursor: byId('equity-cursor'), yAxis: byId('equity-y'), list: byId('chosen-list') };
const points = data.equity.at.length;
const steps = new Uint16Array(bytesOf(data.equity.steps));
const ends = new Float64Array(bytesOf(data.equity.ends));
const money = columnOf('pnlAfterFees');
function equityAt(trial, point) {
  const step = steps[trial * points + point];
  return step === 65535 ? NaN : ends[trial] + (step / 65534) * (ends[count + trial] - ends[trial]);
}
const band = ['low', 'median', 'high'].map((name) => data.equity[name].map((value) => value ?? NaN));
function niceStep(span) {
  const rough = span / 4;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  return [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) * power;
}
const equityEnd = 'Profit until the end';
function drawEquity() {
  const curves = state.chosen.map(({ trial }) => Array.from({ length: points }, (_, point) => equityAt(trial, point)));
  const all = [...band, ...curves].flat().filter((value) => isFinite(value));
  let low = all.reduce((a, b) => Math.min(a, b), 0), high = all.reduce((a, b) => Math.max(a, b), 0);
  if (high - low < 1e-12) { low -= 1; high += 1; }
  const step = niceStep(high - low);
  low = Math.floor(low / step + 1e-9) * step;
  high = Math.ceil(high / step - 1e-9) * step;
  const x = (point) => (data.equity.at[point] * 1000).toFixed(1);
  const y = (value) => (100 * (high - value) / (high - low)).toFixed(2);
  const path = (values) => values.map((value, point) => isNaN(value) ? '' : (point === 0 || isNaN(values[point - 1]) ? 'M' : 'L') + x(point) + ' ' + y(value)).join('');
  const svg = drawing('svg', { viewBox: '0 0 1000 100', preserveAspectRatio: 'none' });
  const labels = [];
  for (let k = 0; low + k * step <= high + step / 2; k++) {
    const value = low + k * step;
    const isZero = Math.abs(value) < step / 2;
    svg.append(drawing('path', { class: isZero ? 'zero' : 'grid', d: 'M0 ' + y(value) + 'H1000' }));
    const label = element('span', { textContent: isZero ? '0' : Math.abs(value) >= HUGE ? shortText(money, value) : signed(value.toLocaleString('en-US', { maximumFractionDigits: 8, notation: Math.abs(high) + Math.abs(low) >= 1e5 ? 'compact' : 'standard' })) });
    label.style.bottom = 100 - Number(y(value)) + '%';
    labels.push(label);
  }
  equity.yAxis.replaceChildren(...labels);
  if (data.equity.bandTrials > 0) {
    const back = band[0].map((value, point) => 'L' + x(points - 1 - point) + ' ' + y(band[0][points - 1 - point])).join('');
    svg.append(drawing('path', { class: 'band', d: path(band[2]) + back + 'Z' }), drawing('path', { class: 'line band-median', d: path(band[1]) }));
  }
  curves.forEach((values, k) => {
    const { trial, colour } = state.chosen[k];
    svg.append(drawing('path', { class: 'line chosen dash-' + colour + (trial === state.hovered ? ' hot' : ''), style: 'color:var(--chosen-' + colour + ')', d: path(values) }));
  });
  byId('equity-lines').replaceChildren(svg);
  drawChosenList();
}
function drawChosenList() {
  const { chosen } = state;
  byId('chosen-note').hidden = chosen.length > 0;
  equity.list.replaceChildren(...chosen.map(({ trial, colour }) => {
    const key = drawing('svg', { viewBox: '0 0 22 8', class: 'chosen-key', 'aria-hidden': 'true' }, drawing('path', { class: 'line dash-' + colour, d: 'M0 4H22' }));
    key.style.color = 'var(--chosen-' + colour + ')';
    const remove = element('button', { type: 'button', className: 'plain', textContent: '\\u00d7', title: 'Take away', 'aria-label': 'Take trial ' + data.places[trial] + ' away' });
    remove.addEventListener('click', () => choose(trial, false));
    const profit = element('span', { className: 'chosen-money', textContent: fullText(money, money.numbers[trial]) });
    const row = element('li', {}, key, element('b', { textContent: '#' + data.places[trial] }),
      element('span', { className: 'chosen-values', textContent: valuesText(trial), title: valuesText(trial) }), profit, remove,
      element('small', { textContent: (data.statuses[trial] === HALTED ? 'ended early; ' : data.statuses[trial] === FAILED ? 'failed; ' : '') + sharpeText(trial) }));
    row.addEventListener('pointerenter', () => hover(trial));
    row.addEventListener('pointerleave', () => hover(-1));
    return row;
  }));
}
let equityPoint = -1;
function readEquity(point) {
  equityPoint = point;
  equity.cursor.hidden = point < 0;
  showChosenMoney(point);
  if (point < 0) { equity.readout.textContent = equityEnd; return; }
  equity.cursor.style.left = data.equity.at[point] * 100 + '%';
  const at = data.time.from + data.equity.at[point] * (data.time.to - data.time.from);
  const text = new Date(data.time.epochMillis + Math.floor(at / 1e6)).toISOString();
  const median = data.equity.bandTrials > 0 ? '; median of all ' + fullText(money, band[1][point]) + ', 5 to 95 % ' + fullText(money, band[0][point]) + ' to ' + fullText(money, band[2][point]) : '';
  equity.readout.replaceChildren('Profit until ', element('b', { textContent: data.time.epochMillis === 0 ? text.slice(11, 19) : text.slice(0, 19).replace('T', ' ') }), median);
}
/** The list below shows what the chosen had earned by the cursor, or at the end without one. */
function showChosenMoney(point) {
  equity.list.querySelectorAll('.chosen-money').forEach((place, k) => {
    const { trial } = state.chosen[k];
    place.textContent = fullText(money, point < 0 ? money.numbers[trial] : equityAt(trial, point));
  });
}
function startEquity() {
  if (count === 0) return;
  const { place } = equity;
  place.addEventListener('pointermove', (event) => {
    const box = place.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    let nearest = 0;
    data.equity.at.forEach((at, point) => { if (Math.abs(at - share) < Math.abs(data.equity.at[nearest] - share)) nearest = point; });
    readEquity(nearest);
  });
  place.addEventListener('pointerleave', () => readEquity(-1));
  place.addEventListener('blur', () => readEquity(-1));
  place.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    readEquity(Math.max(0, Math.min(points - 1, (equityPoint < 0 ? points - 1 : equityPoint) + step)));
  });
  equity.readout.textContent = equityEnd;
  drawings.push(drawEquity);
  highlights.push(() => {
    for (const [k, { trial }] of state.chosen.entries()) {
      byId('equity-lines').querySelectorAll('.chosen')[k]?.classList.toggle('hot', trial === state.hovered);
    }
  });
}
`
