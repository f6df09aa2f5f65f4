/** The page's own program: all trials as rows, sorted, searched, paged, taken away as CSV. */
export const TABLE_SCRIPT = `
const ROWS = 25;
const table = { head: byId('trial-head'), body: byId('trial-rows'), words: byId('trial-words'), status: byId('trial-status'), column: null, isRising: true, page: 0, order: merit };
const tableColumns = [objective, ...(objective === sharpe ? [deflated] : []), ...axes,
  ...columns.filter((column) => column.role !== 'axis' && column !== objective && !(objective === sharpe && column === deflated))];

/**
 * What stands in the search field: every word must be found in a trial, and \`fills>100\` or
 * \`threshold<=2\` must hold for the first column whose name ends or begins like that.
 */
function wordTest(words) {
  const tests = words.toLowerCase().split(/\\s+/).filter((word) => word !== '').map((word) => {
    const rule = /^(.+?)(<=|>=|<|>|=)(.+)$/.exec(word);
    const column = rule === null ? undefined : columnLike(rule[1]);
    if (column === undefined) return (trial) => searchable(trial).includes(word);
    const [, , sign, text] = rule;
    const wanted = Number(text.replace(MINUS, '-'));
    const isWord = column.scale === 'list' && !column.isNumeric;
    return (trial) => {
      const value = column.numbers[trial];
      if (isWord || isNaN(wanted)) return sign === '=' && fullText(column, value).toLowerCase() === text;
      const number = column.scale === 'list' ? Number(column.texts[value]) : value;
      return sign === '<' ? number < wanted : sign === '>' ? number > wanted : sign === '<=' ? number <= wanted : sign === '>=' ? number >= wanted : number === wanted;
    };
  });
  return (trial) => tests.every((holds) => holds(trial));
}
function columnLike(name) {
  const keys = columns.map((column) => column.key.toLowerCase());
  for (const holds of [(key) => key === name, (key) => key.endsWith('.' + name), (key) => key.startsWith(name), (key) => key.includes(name)]) {
    const place = keys.findIndex(holds);
    if (place >= 0) return columns[place];
  }
  return undefined;
}
const searchCache = new Map();
function searchable(trial) {
  if (!searchCache.has(trial)) {
    const texts = axes.map((axis) => fullText(axis, axis.numbers[trial]));
    searchCache.set(trial, ['#' + data.places[trial], STATUS[data.statuses[trial]], data.hashes[trial], data.problems[trial] ?? '', ...texts].join(' ').toLowerCase());
  }
  return searchCache.get(trial);
}
/** Without a number always comes last. */
function sortTable() {
  const { column, isRising } = table;
  if (column === null) { table.order = merit; return; }
  const values = column === 'place' ? data.places : column.numbers;
  const order = column.scale === 'list' && column.isNumeric ? Float64Array.from(values, (value) => Number(column.texts[value])) : values;
  table.order = Array.from({ length: count }, (_, k) => k).sort((a, b) => {
    const first = order[a], second = order[b];
    if (isNaN(first) || isNaN(second)) return isNaN(first) - isNaN(second) || a - b;
    return (isRising ? first - second : second - first) || a - b;
  });
}
const tableHeads = new Map();
function startTable() {
  const head = (column, name, title) => {
    const button = element('button', { type: 'button', textContent: name, title });
    button.addEventListener('click', () => {
      const isSame = table.column === column;
      table.isRising = isSame ? !table.isRising : column === 'place' || column.role === 'axis' || column.isLowerBetter === true;
      table.column = column;
      table.page = 0;
      sortTable();
      drawTable();
    });
    const cell = element('th', { scope: 'col' }, button);
    tableHeads.set(column, cell);
    return cell;
  };
  table.head.replaceChildren(element('th', { scope: 'col', className: 'pick' }, element('span', { className: 'hidden-text', textContent: 'Laid over' })), head('place', '#', 'Place in the sweep'),
    element('th', { scope: 'col', textContent: 'Status' }), ...tableColumns.map((column) => head(column, column.name, column.key)), element('th', { scope: 'col', textContent: 'Run hash' }));
  table.words.addEventListener('input', () => { state.words = table.words.value; table.page = 0; change(); });
  table.status.addEventListener('change', () => { state.status = table.status.value; table.page = 0; change(); });
  for (const [id, step] of [['page-first', -Infinity], ['page-back', -1], ['page-on', 1], ['page-last', Infinity]]) {
    byId(id).addEventListener('click', () => { table.page += step; drawTable(); });
  }
  byId('to-csv').addEventListener('click', saveCsv);
  drawings.push(() => { table.page = Math.max(0, table.page); drawTable(); });
  highlights.push(() => { for (const row of table.body.rows) row.classList.toggle('hot', Number(row.dataset.trial) === state.hovered); });
}
function drawTable() {
  const shown = table.order.filter((trial) => passes[trial]);
  const pages = Math.max(1, Math.ceil(shown.length / ROWS));
  table.page = Math.max(0, Math.min(pages - 1, table.page));
  const from = table.page * ROWS;
  const active = document.activeElement?.dataset?.pick;
  table.body.replaceChildren(...shown.slice(from, from + ROWS).map(tableRow));
  if (active !== undefined) table.body.querySelector('[data-pick="' + active + '"]')?.focus();
  for (const [column, cell] of tableHeads) cell.setAttribute('aria-sort', column !== table.column ? 'none' : table.isRising ? 'ascending' : 'descending');
  byId('page-text').textContent = shown.length === 0 ? 'no trial matches' : (from + 1).toLocaleString('en-US') + ' to ' + Math.min(shown.length, from + ROWS).toLocaleString('en-US') + ' of ' + shown.length.toLocaleString('en-US');
  for (const id of ['page-first', 'page-back']) byId(id).disabled = table.page === 0;
  for (const id of ['page-on', 'page-last']) byId(id).disabled = table.page >= pages - 1;
}
function tableRow(trial) {
  const status = data.statuses[trial];
  const colour = colourOf(trial);
  const pick = element('input', { type: 'checkbox', checked: colour > 0, disabled: status === FAILED, 'aria-label': 'Lay trial ' + data.places[trial] + ' over the others', 'data-pick': trial });
  pick.addEventListener('change', () => choose(trial, pick.checked));
  if (colour > 0) pick.style.accentColor = 'var(--chosen-' + colour + ')';
  const problem = data.problems[trial];
  const row = element('tr', { className: 'trial ' + STATUS[status], 'data-trial': trial },
    element('td', { className: 'pick' }, pick), element('th', { scope: 'row', textContent: '#' + data.places[trial] }),
    element('td', { className: 'status', title: problem ?? '' }, element('span', { className: 'badge ' + STATUS[status], textContent: STATUS[status] }), problem === undefined ? '' : element('small', { textContent: problem })),
    ...tableColumns.map((column) => {
      const value = column.numbers[trial];
      const isMoney = column.format === 'money' && column.key.startsWith('pnl');
      return element('td', { textContent: fullText(column, value), className: (isMoney ? value < 0 ? 'loss-text' : value > 0 ? 'gain-text' : '' : '') + (column === objective ? ' objective' : '') });
    }),
    element('td', { className: 'code', textContent: data.hashes[trial] }));
  row.addEventListener('pointerenter', () => hover(trial));
  row.addEventListener('pointerleave', () => hover(-1));
  return row;
}
/** Numbers to the last digit; no text can be taken for a formula by a spreadsheet. */
function csvText(value) {
  const text = typeof value === 'string' && /^[=+@\\t\\r-]/.test(value) && isNaN(Number(value)) ? "'" + value : String(value);
  return /[",\\n\\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}
function saveCsv() {
  const all = columns;
  const lines = [['trial', 'status', 'problem', ...all.map(({ key }) => key), 'trialsOfTheSweep', 'runHash'].map(csvText).join(',')];
  for (const trial of table.order) {
    if (!passes[trial]) continue;
    const values = all.map((column) => {
      const value = column.numbers[trial];
      return isNaN(value) ? '' : column.scale === 'list' ? column.texts[value] : value;
    });
    lines.push([data.places[trial], STATUS[data.statuses[trial]], data.problems[trial] ?? '', ...values, count, data.hashes[trial]].map(csvText).join(','));
  }
  const address = URL.createObjectURL(new Blob([lines.join('\\n') + '\\n'], { type: 'text/csv' }));
  element('a', { href: address, download: 'trials.csv' }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
`
