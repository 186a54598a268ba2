import { checkFailOn, parseFailOn } from '@parallax-map/core';
import { auditTable } from '@parallax-map/pipeline';
import type { Command } from 'commander';
import { addDecisionFlags, decisionsFromFlags, FAIL_ON } from '../flags.js';
import { auditText } from '../terminal/audit.js';
import { outputWidth, progressTeller } from '../terminal/listener.js';

interface AuditFlags extends Record<string, unknown> {
  out?: string;
  perspective: string;
  json?: boolean;
  failOn?: string;
}

/** `parallax audit`: what is wrong with a table, before anything is made of it. */
export function addAudit(program: Command, signal: AbortSignal): void {
  const command = program
    .command('audit')
    .description('say what is wrong with a table, and what a run would do about it')
    .argument(
      '<table...>',
      'CSV, TSV, JSON, NDJSON (.gz too), Parquet, SQLite or DuckDB: files, or patterns such as "films-*.csv"; - reads the standard input; postgres://user@host/films; or a .parallax folder',
    )
    .option('--out <folder>', 'folder of results (default: beside the table, films.csv → films.parallax)')
    .option('--perspective <name>', 'named set of decisions over the same rows', 'main')
    .option('--fail-on <findings>', FAIL_ON)
    .option('--json', 'for programs: what audit.json holds, instead of words')
    .option('--stack', 'show where an error came from');
  // What the later steps decide has no part in an audit.
  addDecisionFlags(command, ['data', 'encode']);
  command.action(async (tables: string[], flags: AuditFlags) => {
    const failOn = flags.failOn === undefined ? [] : parseFailOn(flags.failOn);
    const teller = progressTeller();
    const answer = await auditTable(tables, {
      out: flags.out,
      perspective: flags.perspective,
      decisions: decisionsFromFlags(flags),
      stdin: process.stdin,
      listener: teller.listener,
      signal,
    }).finally(teller.end);
    const { audit } = answer;
    process.stdout.write(flags.json ? `${JSON.stringify(audit)}\n` : auditText(answer, outputWidth()));
    checkFailOn(audit.findings, failOn, audit.source);
  });
}
