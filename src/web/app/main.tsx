/** The page's beginning. */
import 'uplot/dist/uPlot.min.css'
import './styles.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { listenToKeys } from './keyboard.ts'
import { listen } from './stream.ts'

render(<App />, document.getElementById('page')!)
listen()
listenToKeys()
