import { SEVERITIES, type Audit, type Finding, type Severity } from '@parallax-map/core';
import { counted, percent, whole } from '../words.js';
import { columnsOf } from './columns-of.js';
import { ExampleList, placeInWords } from './example-list.js';
import { Section } from './section.js';
import { SEVERITY_WORDS, SeveritySign } from './severity-sign.js';
import { useMore } from './use-more.js';
import { Words } from './value.js';

/** Which findings are asked for; null asks for all. */
export interface FindingFilter {
  severity: Severity | null;
  column: string | null;
}

export const ALL_FINDINGS: FindingFilter = { severity: null, column: null };

interface FindingsPartProps {
  id: string;
  audit: Audit | null;
  filter: FindingFilter;
  onFilter: (filter: FindingFilter) => void;
}

/** More findings than this can be filtered, and more than `FIRST` stand folded. */
const MANY = 4;
const FIRST = 12;

/** What is wrong with the table or worth knowing, worst first. */
export function FindingsPart({ id, audit, filter, onFilter }: FindingsPartProps) {
  if (audit === null) {
    return (
      <Section id={id} title="Findings">
        <p>
          The table was not looked over: these results are of an earlier Parallax. Run again to see what the
          table lacks and hides.
        </p>
      </Section>
    );
  }
  const { findings } = audit;
  const chosen = findings.filter(
    (finding) =>
      (filter.severity === null || finding.severity === filter.severity) &&
      (filter.column === null || columnsOf(finding).includes(filter.column)),
  );
  return (
    <Section id={id} title="Findings">
      <p className="lead">{findings.length === 0 ? NOTHING : inWords(audit)}</p>
      {(findings.length > MANY || filter.severity !== null) && (
        <FilterBar findings={findings} filter={filter} onFilter={onFilter} />
      )}
      {filter.column !== null && (
        <p className="note" role="status">
          {counted(chosen.length, 'finding')} about <bdi>{filter.column}</bdi>.{' '}
          <button className="more" onClick={() => onFilter({ ...filter, column: null })}>
            Show those about every column
          </button>
        </p>
      )}
      <FindingList key={`${filter.severity} ${filter.column}`} findings={chosen} />
    </Section>
  );
}

const NOTHING =
  'Nothing found. Looked for missing, short and overlong texts, repeated rows, ids and texts, ids of the wrong shape, dates and numbers that cannot be read, cells shifted into another column, mixed languages, broken encodings, columns that say nothing of their own, and sentences that many rows share.';

/** "14 findings in 9,802 rows and 9 columns: 2 errors …" */
function inWords({ findings, rows, columns }: Audit): string {
  const count = (severity: Severity) => findings.filter((each) => each.severity === severity).length;
  const [errors, warnings, notes] = SEVERITIES.map(count) as [number, number, number];
  const parts = [
    ...(errors > 0 ? [`${whole(errors)} would spoil the map or lose data if nothing were done`] : []),
    ...(warnings > 0 ? [`${whole(warnings)} may mislead`] : []),
    ...(notes > 0 ? [`${whole(notes)} ${notes === 1 ? 'is' : 'are'} good to know`] : []),
  ];
  return `${counted(findings.length, 'finding')} in ${counted(rows, 'row')} and ${counted(columns, 'column')}: ${parts.join(', ')}.`;
}

function FilterBar({
  findings,
  filter,
  onFilter,
}: { findings: Finding[] } & Pick<FindingsPartProps, 'filter' | 'onFilter'>) {
  return (
    <div className="filter" role="group" aria-label="Findings to show">
      {([null, ...SEVERITIES] as const).map((severity) => {
        const count = findings.filter((each) => severity === null || each.severity === severity).length;
        if (count === 0) return null;
        return (
          <button
            key={severity}
            aria-pressed={filter.severity === severity}
            onClick={() => onFilter({ ...filter, severity })}
          >
            {severity !== null && <SeveritySign severity={severity} silent />}
            {severity === null ? 'All' : SEVERITY_WORDS[severity].many}{' '}
            <span className="figure">{whole(count)}</span>
          </button>
        );
      })}
    </div>
  );
}

function FindingList({ findings }: { findings: Finding[] }) {
  const [count, more] = useMore(findings.length, FIRST, 50);
  const shown = findings.slice(0, count);
  const places = shown.flatMap(({ examples }) => examples.map((each) => placeInWords(each).length));
  // Values stand under each other from finding to finding.
  const where = `${Math.max(0, ...places)}`;
  return (
    <>
      <ol className="findings" style={{ '--where': where } as React.CSSProperties}>
        {shown.map((finding, k) => (
          <li key={k}>
            <SeveritySign severity={finding.severity} />
            <p className="said">
              <Words text={finding.message} />
            </p>
            <HowMany {...finding} />
            <div className="about">
              <p>
                <Words text={finding.action} /> <code>{finding.code}</code>
              </p>
              <ExampleList examples={finding.examples} />
            </div>
          </li>
        ))}
      </ol>
      {more}
    </>
  );
}

/** Count and share, with their unit. */
function HowMany({ count, share, of, estimated }: Finding) {
  return (
    <p className="how-many figure">
      <span>
        {estimated && <abbr title="estimated from a sample">≈</abbr>} {counted(count, of.slice(0, -1))}
      </span>
      <span>{percent(share)}</span>
    </p>
  );
}
