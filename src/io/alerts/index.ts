/** Alerts: from whoever raised them to a human. */
export * from './alert-channel.ts'
export * from './alert-delivery.ts'
export * from './channels-of.ts'
export { MAILBOX } from './email-channel.ts'
