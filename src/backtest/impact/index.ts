/** What strategies did to a living market. */
export * from './impact.ts'
