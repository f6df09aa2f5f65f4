/** The live page: a demo session that runs on the server, and the server that shows it. */
export * from './access.ts'
export * from './demo-journal.ts'
export * from './demo-market.ts'
export * from './demo-session.ts'
export * from './pacer.ts'
export * from './protocol.ts'
export * from './server.ts'
export * from './watchdog/index.ts'
