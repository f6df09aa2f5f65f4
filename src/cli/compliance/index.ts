/** Compliance on the command line: the report, the register, the self-assessment. */
export { registerCommand } from './register.ts'
export { complianceCommand } from './report-compliance.ts'
export * from './running-algorithm.ts'
export { selfAssessmentCommand } from './self-assessment.ts'
