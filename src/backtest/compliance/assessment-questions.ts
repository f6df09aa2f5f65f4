/** What a yearly self-assessment asks that no program can answer, by subject. Words are the project's own. */
export interface AssessmentSubject {
  readonly id: string
  readonly title: string
  readonly questions: readonly string[]
}

export const ASSESSMENT_SUBJECTS: readonly AssessmentSubject[] = [
  {
    id: 'scope',
    title: 'Nature, scale and complexity of the business',
    questions: [
      'Which venues, instruments and clients were served in the period, and what changed?',
      'Was a high-frequency technique used, by which measure?',
      'Who carries out this assessment, who reviews it, and when is it presented to the management body?',
    ],
  },
  {
    id: 'governance',
    title: 'Governance and staff',
    questions: [
      'Who is responsible for trading, for risk and for compliance, and are these apart?',
      'Does compliance have direct contact with whoever can stop the trading systems?',
      'What training did staff get in the period?',
      'Which systems are bought or outsourced, and who in the firm answers for each?',
      'Do clients have direct electronic access, and how were they looked into?',
    ],
  },
  {
    id: 'algorithms',
    title: 'Algorithms: inventory, testing, deployment',
    questions: [
      'Is the inventory above complete? Which algorithms are missing, and why?',
      'Was every material change tested apart from production, and signed by a designated person?',
      'Were limits of size, value, venues and messages set for each first deployment?',
      'Were the systems tested with a multiple of the busiest message and trade volumes of the period?',
      'Why was an algorithm approved whose certification did not hold, or that has none?',
    ],
  },
  {
    id: 'controls',
    title: 'Pre-trade controls',
    questions: [
      'Are the limits in force those that risk management decided on? When were they reviewed last?',
      'Why is each control that is off not needed?',
      'Were blocked orders ever sent on purpose? Who verified and who authorised each?',
    ],
  },
  {
    id: 'kill',
    title: 'Kill functionality and continuity',
    questions: [
      'Who may use the kill switch, and can they at every hour of trading?',
      'When was business continuity tested last, and what failed?',
      'Were all trips in the period explained, and who allowed trading to go on?',
    ],
  },
  {
    id: 'monitoring',
    title: 'Monitoring, surveillance and reconciliation',
    questions: [
      'Who looked at each alert in the period, and what came of it?',
      'Are the thresholds of surveillance still right for the flow? When were they calibrated?',
      'Are own records reconciled with those of venues and clearing members, how often, with which breaks?',
    ],
  },
  {
    id: 'records',
    title: 'Records, clocks and security',
    questions: [
      'Where are journals kept, for how long, and who may read them?',
      'How is the trace of the clocks to UTC documented, and when was it reviewed?',
      'When were access rights and the security of the systems tested last?',
    ],
  },
]
