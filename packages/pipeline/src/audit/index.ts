export { auditSection, auditStep, type AuditSection } from './audit-step.js';
export { encoderReach } from './reach.js';
export type { AuditColumns } from './roles.js';
