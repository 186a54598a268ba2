import { dataSchema, perspectiveSchema } from '@parallax-map/core';
import { auditSection, encoderReach } from '../../packages/pipeline/dist/audit/index.js';
import { lookForFaults } from '../../packages/pipeline/dist/audit/look.js';
import { inferRoles, profileTable } from '../../packages/pipeline/dist/data/index.js';
import { fileRequest, withSource } from '../../packages/pipeline/dist/source/index.js';

/**
 * The audit of a table by the defaults, each finding with all its rows as examples in place of three.
 *
 * @param {string} path
 * @returns {Promise<Pick<import('@parallax-map/core').Audit, 'reading' | 'findings'>>}
 */
export async function auditAllRows(path) {
  const request = fileRequest(path);
  const profile = await profileTable(request);
  const { columns } = inferRoles(profile);
  const data = dataSchema.parse({ source: path, columns });
  const section = auditSection(data, encoderReach(perspectiveSchema.parse({}).encode), 'benchmark');
  return withSource(request, async (table) => {
    const { findings } = await lookForFaults(table, profile, section, {
      signal: new globalThis.AbortController().signal,
      progress: () => {},
      examples: table.rows,
    });
    return { reading: table.reading, findings };
  });
}
