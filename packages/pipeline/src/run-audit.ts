import type { Audit, Listener } from '@parallax-map/core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { auditSection, auditStep, encoderReach } from './audit/index.js';
import { inFolder } from './in-folder.js';
import { ownSection } from './own-places.js';
import { VERSION } from './report.js';
import { rejectsCsv } from './source/index.js';
import { encodeJson, writeFilesAtomic } from './store/index.js';

export interface AuditOptions {
  /** Folder of results; default beside the table: films.csv → films.parallax. */
  out?: string | undefined;
  /** Named set of decisions; default `main`. */
  perspective?: string | undefined;
  /** Decisions by their place in the recipe, for this audit only: parallax.json is not written. */
  decisions?: Record<string, unknown> | undefined;
  /** Where `-` reads from. */
  stdin?: Readable | undefined;
  listener?: Listener | undefined;
  signal?: AbortSignal | undefined;
}

export interface AuditAnswer {
  audit: Audit;
  /** `…/films.parallax/perspectives/main`, which holds audit.json and rejects.csv. */
  folder: string;
  /** Roles of the columns, as inferred or decided; text is null where no column reads like one. */
  columns: Record<string, string | string[] | null>;
}

/**
 * Looks for what is wrong with a table, by the recipe of its folder or what its columns seem to be, and writes
 * audit.json and rejects.csv where a run would. Needs no model and no network.
 *
 * @param source a table (CSV, TSV, JSON, NDJSON, Parquet, SQLite, DuckDB; text may be .gz), a pattern, several of these,
 *   `-` for the standard input, the address of a Postgres database, or a folder that a run made
 * @throws ParallaxError whatever reading a table throws; a finding is no error, `checkFailOn` makes one of it
 *
 * @example
 * const { audit } = await auditTable('films.csv');
 * for (const { severity, message } of audit.findings) console.log(severity, message);
 */
export async function auditTable(
  source: string | readonly string[],
  options: AuditOptions = {},
): Promise<AuditAnswer> {
  const { signal = new AbortController().signal, perspective, decisions, out, stdin } = options;
  const listener: Listener = (event) => options.listener?.(event);
  const settled = { out, stdin, perspective, decisions, textMayBeOpen: true, threads: 1, listener, signal };
  return inFolder(source, settled, async ({ runner, prepared }) => {
    const { recipe, name, folder, profile, profileKey, textIsOpen } = prepared;
    const perspective = recipe.perspectives[name]!;
    const columns = { ...recipe.data.columns, ...(textIsOpen && { text: null }) };
    const { output: audit } = await runner.run(
      auditStep,
      auditSection(
        { ...recipe.data, columns },
        encoderReach(perspective.encode),
        VERSION,
        textIsOpen ? {} : ownSection(perspective, columns),
      ),
      profile,
      [profileKey],
    );
    const results = join(folder, 'perspectives', name);
    await mkdir(results, { recursive: true });
    await writeFilesAtomic(results, {
      'audit.json': encodeJson(audit),
      'rejects.csv': new TextEncoder().encode(rejectsCsv(audit.reading.rejects)),
    });
    return { audit, folder: results, columns };
  });
}
