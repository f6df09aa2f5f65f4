/**
 * The only program in a report: a crosshair through all charts of time, with the values under it.
 *
 * It runs in the reader's browser, reads the page's own data and nothing else. Without it the page
 * shows and prints the same drawings.
 */
export const HOVER_SCRIPT = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('series').textContent);
  const charts = [...document.querySelectorAll('[data-chart]')].map((element) => ({
    plot: element.querySelector('.plot'),
    cursor: element.querySelector('.cursor'),
    readout: element.querySelector('.readout'),
    series: data.series.filter((each) => each.chart === element.dataset.chart),
  }));
  let fraction = 0.5;

  function valueAt(series, at) {
    let k = Math.min(series.values.length - 1, Math.floor((at - series.start) / series.step));
    while (k >= 0 && series.values[k] === null) k--;
    return k < 0 ? undefined : series.values[k];
  }
  function timeText(at) {
    const text = new Date(data.epochMillis + Math.floor(at / 1e6)).toISOString();
    return data.epochMillis === 0 ? text.slice(11, 23) : text.slice(0, 23).replace('T', ' ');
  }
  function show() {
    const at = data.from + fraction * (data.to - data.from);
    for (const { cursor, readout, series } of charts) {
      cursor.hidden = false;
      cursor.style.left = fraction * 100 + '%';
      readout.replaceChildren(timeText(at));
      for (const each of series) {
        const value = valueAt(each, at);
        const label = document.createElement('b');
        label.className = each.kind;
        label.textContent = each.name + ' ' + (value === undefined ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: 6 }));
        readout.append(label);
      }
    }
  }
  function hide() {
    for (const { cursor, readout } of charts) {
      cursor.hidden = true;
      readout.replaceChildren();
    }
  }
  for (const { plot } of charts) {
    plot.addEventListener('pointermove', (event) => {
      const box = plot.getBoundingClientRect();
      fraction = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      show();
    });
    plot.addEventListener('pointerleave', hide);
    plot.addEventListener('blur', hide);
    plot.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -0.005, ArrowRight: 0.005 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      fraction = Math.min(1, Math.max(0, fraction + step));
      show();
    });
  }
})();
`
