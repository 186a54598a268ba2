export { auditStep, type AuditSection } from './audit-step.js';
