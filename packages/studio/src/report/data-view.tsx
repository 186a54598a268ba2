import { memo, useCallback, useMemo, useState } from 'react';
import { useAnswer } from '../state/answer.js';
import { whole } from '../words.js';
import { BlindSpotsPart } from './blind-spots-part.js';
import { ChangesPart } from './changes-part.js';
import { ColumnList } from './column-list.js';
import { CountsPart } from './counts-part.js';
import { DecisionList } from './decision-list.js';
import { DoubtPart } from './doubt-part.js';
import { ALL_FINDINGS, FindingsPart, type FindingFilter } from './findings-part.js';
import { LanguagesPart } from './languages-part.js';
import { LinesPart } from './lines-part.js';
import { Section, goToSection } from './section.js';

/** What the table holds, lacks and hides, what came out of it, what was decided, and how far to trust it. */
export const DataView = memo(function DataView() {
  const { data } = useAnswer();
  const { report, columns } = data;
  const audit = data.audit ?? null;
  const blind = report.blindSpots ?? null;
  const changes = report.changes ?? null;
  const [filter, setFilter] = useState<FindingFilter>(ALL_FINDINGS);
  const showColumn = useCallback((column: string) => {
    setFilter({ severity: null, column });
    goToSection(IDS.findings);
  }, []);
  const languages = audit?.languages ?? [];
  const contents = useMemo(
    () => [
      { id: IDS.counts, name: 'Outcome' },
      ...(changes === null ? [] : [{ id: IDS.changes, name: 'Changes' }]),
      { id: IDS.findings, name: 'Findings', count: audit?.findings.length },
      { id: IDS.lines, name: audit === null ? 'Rows' : 'Lines' },
      ...(columns.length > 0 ? [{ id: IDS.columns, name: 'Columns' }] : []),
      ...(languages.length > 0 ? [{ id: IDS.languages, name: 'Languages' }] : []),
      { id: IDS.trust, name: 'Trust' },
      ...(blind === null ? [] : [{ id: IDS.blind, name: 'Blind spots', count: blind.pairs.length }]),
      { id: IDS.decisions, name: 'Decisions' },
    ],
    [audit, blind, changes, columns, languages, report],
  );
  return (
    <div className="report">
      <header className="panel-head">
        <h2>{data.name}</h2>
        <p>
          {report.source} · perspective {report.perspective}
        </p>
      </header>
      <nav className="contents" aria-label="Parts of this page">
        {contents.map(({ id, name, count }) => (
          <button key={id} className="quiet" onClick={() => goToSection(id)}>
            {name} {count !== undefined && <span className="figure">{whole(count)}</span>}
          </button>
        ))}
      </nav>
      <CountsPart id={IDS.counts} data={data} />
      {changes !== null && <ChangesPart id={IDS.changes} changes={changes} topics={data.topics} />}
      <FindingsPart id={IDS.findings} audit={audit} filter={filter} onFilter={setFilter} />
      <LinesPart id={IDS.lines} counts={report.counts} reading={audit?.reading ?? null} />
      <ColumnList
        id={IDS.columns}
        columns={columns}
        rows={report.counts.rows}
        findings={audit?.findings ?? NONE}
        onColumn={showColumn}
      />
      {languages.length > 0 && <LanguagesPart id={IDS.languages} languages={languages} />}
      <DoubtPart id={IDS.trust} data={data} />
      {blind !== null && <BlindSpotsPart id={IDS.blind} blind={blind} />}
      {report.warnings.length > 0 && (
        <Section id={IDS.warnings} title="What the run warned of">
          <ul className="warnings">
            {report.warnings.map(({ code, message }, k) => (
              <li key={k}>
                {message} <code>{code}</code>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <DecisionList id={IDS.decisions} report={report} />
    </div>
  );
});

/** Headings of the parts. */
const IDS = {
  counts: 'data-counts',
  changes: 'data-changes',
  findings: 'data-findings',
  lines: 'data-lines',
  columns: 'data-columns',
  languages: 'data-languages',
  trust: 'data-trust',
  blind: 'data-blind-spots',
  warnings: 'data-warnings',
  decisions: 'data-decisions',
};

const NONE: [] = [];
