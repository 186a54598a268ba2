import type { StudioData } from '@parallax-map/core';
import { ColumnList } from './column-list.js';
import { CountsPart } from './counts-part.js';
import { DecisionList } from './decision-list.js';
import { DoubtPart } from './doubt-part.js';

/** What went in, what came out, what was decided on the way, and how far to trust it. */
export function DataView({ data }: { data: StudioData }) {
  const { report } = data;
  return (
    <div className="report">
      <header className="panel-head">
        <h2>{data.name}</h2>
        <p>
          {report.source} · perspective {report.perspective}
        </p>
      </header>
      <CountsPart report={report} textCut={data.textCut} />
      <DoubtPart report={report} />
      {report.warnings.length > 0 && (
        <section>
          <h3>Warnings</h3>
          <ul className="warnings">
            {report.warnings.map(({ code, message }, k) => (
              <li key={k}>
                {message} <code>{code}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ColumnList columns={data.columns} rows={report.counts.rows} />
      <DecisionList report={report} />
    </div>
  );
}
