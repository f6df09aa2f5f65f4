/**
 * The program of the page: a long table in pages, with a filter by reason and by words.
 *
 * Without it (and on paper) the first page of rows is all that shows, and the note says how many there
 * are. Rows are data, made into cells as text only.
 */
export const PAGING_SCRIPT = `
'use strict'
{
  const data = JSON.parse(document.getElementById('actions').textContent)
  const table = document.getElementById('acted')
  if (table !== null) {
    const body = table.tBodies[0]
    const controls = document.querySelector('.paging')
    const [reason, size] = controls.querySelectorAll('select')
    const words = controls.querySelector('input')
    const [first, back, on, last] = controls.querySelectorAll('button')
    const where = controls.querySelector('output')
    let found = data.rows
    let page = 0
    const pages = () => Math.max(1, Math.ceil(found.length / Number(size.value)))
    const draw = () => {
      const count = Number(size.value)
      page = Math.max(0, Math.min(pages() - 1, page))
      const rows = found.slice(page * count, (page + 1) * count).map((cells) => {
        const row = document.createElement('tr')
        cells.forEach((text, k) => {
          const cell = row.insertCell()
          cell.textContent = text
          cell.className = data.classes[k]
        })
        return row
      })
      body.replaceChildren(...rows)
      where.textContent = found.length === 0
        ? 'nothing found'
        : (page * count + 1) + ' to ' + Math.min(found.length, (page + 1) * count) + ' of ' + found.length
      first.disabled = back.disabled = page === 0
      on.disabled = last.disabled = page >= pages() - 1
    }
    const search = () => {
      const wanted = words.value.trim().toLowerCase()
      found = data.rows.filter((cells) =>
        (reason.value === '' || cells[data.reason] === reason.value) &&
        (wanted === '' || cells.join(' ').toLowerCase().includes(wanted)))
      page = 0
      draw()
    }
    reason.addEventListener('change', search)
    words.addEventListener('input', search)
    size.addEventListener('change', draw)
    first.addEventListener('click', () => { page = 0; draw() })
    back.addEventListener('click', () => { page--; draw() })
    on.addEventListener('click', () => { page++; draw() })
    last.addEventListener('click', () => { page = pages() - 1; draw() })
    controls.hidden = false
    draw()
  }
}
`
