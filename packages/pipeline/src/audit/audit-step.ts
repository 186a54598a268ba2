import type { Audit } from '@parallax-map/core';
import type { SourceProfile } from '../data/index.js';
import { fileRequest, withSource } from '../source/index.js';
import type { Step } from '../step.js';
import { decodeJson, encodeJson } from '../store/index.js';
import { bareColumns } from './columns.js';
import { worstFirst } from './finding.js';

/** The decisions that an audit reads; the table is told by the key of its profile. */
export interface AuditSection {
  /** Version of Parallax, which the audit names. */
  parallax: string;
}

/** Looks for what is wrong with a table before anything is made of it. */
export const auditStep: Step<AuditSection, SourceProfile, Audit> = {
  name: 'audit',
  version: 1,
  about: 'looking for faults',
  make: ({ parallax }, profile) =>
    withSource(fileRequest(profile.source), async ({ columns, rows, reading }) => ({
      version: 1,
      parallax,
      source: profile.name,
      rows,
      columns: columns.length,
      reading,
      languages: [],
      findings: worstFirst(bareColumns(profile)),
    })),
  save: (audit) => ({ 'audit.json': encodeJson(audit) }),
  load: ({ files }) => decodeJson(files['audit.json']!) as Audit,
};
