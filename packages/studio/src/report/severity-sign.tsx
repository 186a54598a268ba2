import type { Severity } from '@parallax-map/core';

export const SEVERITY_WORDS: Record<Severity, { one: string; many: string }> = {
  error: { one: 'Error', many: 'Errors' },
  warning: { one: 'Warning', many: 'Warnings' },
  note: { one: 'Note', many: 'Notes' },
};

/** How bad a finding is, told by shape as well as by colour; red only where something is wrong. */
export function SeveritySign({ severity, silent = false }: { severity: Severity; silent?: boolean }) {
  const name = silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': SEVERITY_WORDS[severity].one };
  return (
    <svg className="severity" data-severity={severity} viewBox="0 0 12 12" width="12" height="12" {...name}>
      {severity === 'error' && <path d="M6 0.8 11.2 6 6 11.2 0.8 6Z" fill="currentColor" />}
      {severity === 'warning' && (
        <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      )}
      {severity === 'note' && <circle cx="6" cy="6" r="2.2" fill="currentColor" />}
    </svg>
  );
}
