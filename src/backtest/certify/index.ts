/** Certification: a strategy in stressed markets, and what held. */
export * from './certificate.ts'
export * from './certificate-page.ts'
export * from './certify.ts'
