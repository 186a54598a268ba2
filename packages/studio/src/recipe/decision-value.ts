import { faultOf, type Decision } from '@parallax-map/core';

/** A typed text as the value of a decision; `fault` says in words why it is none. */
export function readValue(decision: Decision, text: string): { value: unknown; fault: string | null } {
  const value = valueOf(decision, text);
  return { value, fault: faultOf(decision.path, value) };
}

function valueOf({ kind, nullable, mayBeEmpty }: Decision, text: string): unknown {
  const plain = text.trim();
  if (plain === '' && nullable && !mayBeEmpty) return null;
  if (kind === 'number') return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text;
  if (kind === 'list') {
    if (plain === 'auto') return 'auto';
    return plain
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  return text;
}

/** A value as it is typed. */
export function typedValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** Whether two values of a decision are the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
