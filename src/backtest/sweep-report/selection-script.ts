/** The page's own program, last part: what is picked now, in words that take it back; the start. */
export const SELECTION_SCRIPT = `
const whole = (value) => value.toLocaleString('en-US');
function drawSelection() {
  const chips = [];
  const chip = (text, remove) => {
    const made = element('button', { type: 'button', className: 'chip', title: 'Take back' }, element('span', { textContent: text }), element('i', { textContent: '\\u00d7', 'aria-hidden': 'true' }));
    made.addEventListener('click', () => { remove(); change(); });
    chips.push(made);
  };
  if (state.cell !== null) chip('cell: ' + state.cell.map(({ column, low, high }) => column.key + ' ' + brushText(column, [low, high])).join(', '), () => { state.cell = null; });
  for (const [place, range] of state.brushes) chip(columns[place].name + ': ' + brushText(columns[place], range), () => state.brushes.delete(place));
  if (state.words !== '') chip('words: ' + state.words, () => { state.words = table.words.value = ''; });
  if (state.status !== '') chip('status: ' + STATUS[state.status], () => { state.status = table.status.value = ''; });
  byId('chips').replaceChildren(...chips);
  byId('selection-count').replaceChildren(element('b', { textContent: passing === count ? whole(count) : whole(passing) + ' of ' + whole(count) }), count === 1 ? ' trial' : ' trials', passing === count ? '' : ' selected');
  byId('clear').disabled = chips.length === 0;
  byId('choose-best').disabled = passing === 0;
  byId('to-csv').disabled = passing === 0;
}
byId('clear').addEventListener('click', () => {
  state.cell = null;
  state.brushes.clear();
  state.words = state.status = table.words.value = table.status.value = '';
  change();
});
byId('choose-best').addEventListener('click', () => chooseBest(CHOSEN_MAX));
byId('choose-none').addEventListener('click', () => { state.chosen = []; change(); });
drawings.push(drawSelection);
startHeatmap();
startParallel();
startEquity();
startTable();
recount();
chooseBest(3);
change();
`
