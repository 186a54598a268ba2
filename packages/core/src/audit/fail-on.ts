import { SEVERITIES, type Finding, type Severity } from '../contract/audit.js';
import { FINDINGS, type FindingCode } from '../contract/findings.js';
import { ParallaxError } from '../errors.js';
import { didYouMean } from '../nearest.js';

/** What makes an audit fail: a severity, with all that is worse, or the code of a finding. */
export type FailOn = Severity | FindingCode;

/**
 * Reads what `--fail-on` says: severities and codes, apart by commas; case does not matter.
 *
 * @throws ParallaxError USAGE naming the nearest that is known
 */
export function parseFailOn(text: string): FailOn[] {
  const codes = Object.keys(FINDINGS) as FindingCode[];
  const words = text.split(',').map((word) => word.trim());
  return words.map((word) => {
    const severity = SEVERITIES.find((one) => one === word.toLowerCase());
    const code = codes.find((one) => one === word.toUpperCase());
    if (severity !== undefined) return severity;
    if (code !== undefined) return code;
    throw new ParallaxError(
      'USAGE',
      `--fail-on needs ${SEVERITIES.join(', ')} or codes of findings (docs/reference/findings.md); got "${word}".` +
        didYouMean(word, [...SEVERITIES, ...codes]),
    );
  });
}

/** The findings that make the audit fail, in their order. */
export function failedBy(findings: readonly Finding[], failOn: readonly FailOn[]): Finding[] {
  const worst = (severity: Severity): number => SEVERITIES.indexOf(severity);
  return findings.filter(({ code, severity }) =>
    failOn.some((one) => one === code || (isSeverity(one) && worst(severity) <= worst(one))),
  );
}

/**
 * Stops where an audit found what it should fail on.
 *
 * @throws ParallaxError AUDIT_FAILED naming the findings
 */
export function checkFailOn(findings: readonly Finding[], failOn: readonly FailOn[], source: string): void {
  const failed = failedBy(findings, failOn);
  if (failed.length === 0) return;
  const said = failed.slice(0, MOST_SAID).map(({ code, message }) => `${code}: ${message}`);
  const left = failed.length - said.length;
  throw new ParallaxError(
    'AUDIT_FAILED',
    `${source} has ${failed.length === 1 ? 'a finding' : `${failed.length} findings`} that --fail-on ${failOn.join(',')} names. ${said.join(' ')}` +
      (left > 0 ? ` And ${left} more.` : ''),
  );
}

const MOST_SAID = 3;

function isSeverity(word: FailOn): word is Severity {
  return (SEVERITIES as readonly string[]).includes(word);
}
