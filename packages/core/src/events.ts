/** What a run tells while it works. The terminal and `--json` both read these, and nothing else. */
export type RunEvent =
  | { type: 'run'; source: string; folder: string; perspective: string; purpose: Purpose }
  | { type: 'guess'; role: string; value: string | string[] | null; reason: string }
  | { type: 'decision'; path: string; value: unknown; reason: string }
  | {
      type: 'audit';
      source: string;
      counts: AuditCounts;
      /** Worst first. */
      findings: Finding[];
      /** Whether the same was found before. */
      reused: boolean;
    }
  | { type: 'step'; step: string; about: string }
  | {
      type: 'progress';
      step: string;
      done: number;
      total: number;
      unit: string;
      perSecond: number | null;
      secondsLeft: number | null;
    }
  | { type: 'step-done'; step: string; seconds: number; reused: boolean; tally?: Tally }
  | { type: 'estimate'; estimate: Estimate }
  | { type: 'note'; step: string; message: string }
  | { type: 'warning'; step: string; code: string; message: string }
  | { type: 'summary'; summary: RunSummary };

/** What a step that ran did anew, and what it found done already. */
export interface Tally {
  unit: string;
  fromBefore: number;
  made: number;
}

export type Listener = (event: RunEvent) => void;

import type { Purpose } from './recipe/recipe.js';
import type { Finding } from './contract/audit.js';
import type { Estimate } from './contract/estimate.js';
import type { AuditCounts, RunSummary } from './contract/summary.js';
