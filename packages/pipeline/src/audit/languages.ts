// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the package's types name no entry of its own
/// <reference path="../label/modules.d.ts" />
import type { Audit, Finding } from '@parallax-map/core';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { Reach } from './reach.js';
import type { AuditRoles } from './roles.js';
import type { Sample } from './texts.js';
import { count, listed, percent } from './words.js';

/** Shorter texts have too few letters to tell languages apart. */
const SHORTEST = 20;
/** Letters looked at first, and where they leave doubt or are not in the language of most. */
const GLANCE = 150;
const LOOK = 600;
/** No clear language. */
const UNCLEAR = 'und';

interface Told {
  languages: Audit['languages'];
  findings: Finding[];
}

/**
 * The languages that the texts are written in, and whether the encoder reads them. By eld, whose n-grams tell 60
 * languages apart; what it holds for unreliable is `und`.
 */
export async function languagesOf(
  table: AuditTable,
  roles: AuditRoles,
  sample: Sample,
  reach: Reach,
  threshold: number,
): Promise<Told> {
  const texts = sample.texts.filter(({ text }) => text.length >= SHORTEST);
  if (texts.length === 0) return { languages: [], findings: [] };
  const found = await detect(texts.map(({ text }) => text));
  const counts = new Map<string, number>();
  for (const language of found) counts.set(language, (counts.get(language) ?? 0) + 1);
  const languages = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([language, n]) => ({ language, texts: n, share: n / texts.length }));
  const main = languages.find(({ language }) => language !== UNCLEAR)?.language;
  if (!reach.reads || reach.languages === 'many' || main === undefined) return { languages, findings: [] };

  const read = Array.isArray(reach.languages) ? (reach.languages as string[]) : [main];
  const foreign = languages.filter(({ language }) => language !== UNCLEAR && !read.includes(language));
  const concerned = foreign.reduce((sum, one) => sum + one.texts, 0);
  const share = concerned / texts.length;
  if (concerned === 0 || share < threshold) return { languages, findings: [] };
  const spots = texts.flatMap(({ r, text }, i) =>
    found[i] !== UNCLEAR && !read.includes(found[i]!) ? [{ r, value: text }] : [],
  );
  const short = sample.texts.length - texts.length;
  const left = short > 0 ? ` Texts of fewer than ${SHORTEST} characters are left out of this.` : '';
  const which = listed(foreign.map((one) => `${languageName(one.language)} ${percent(one.share)}`));
  const about = sample.sampled ? 'About ' : '';
  const some = sample.sampled ? percent(share) : `${count(concerned)} of ${count(texts.length)}`;
  const also = sample.sampled ? '' : ` (${percent(share)})`;
  return {
    languages,
    findings: [
      finding({
        code: 'LANGUAGE_FOREIGN',
        column: roles.text.columns.length === 1 ? roles.text.columns[0]! : null,
        message: `${about}${some} texts${also} are ${beyond(reach, read)}: ${which}.${left}`.replace(
          /^About (.*?) texts/,
          'About $1 of the texts',
        ),
        action: advice(reach),
        count: sample.sampled ? Math.round(share * sample.all) : concerned,
        all: sample.sampled ? sample.all : texts.length,
        of: 'rows',
        estimated: sample.sampled,
        examples: await table.show(spots),
      }),
    ],
  };
}

async function detect(texts: readonly string[]): Promise<string[]> {
  const { eld } = await import('eld/small');
  const clear = (text: string): string => {
    const result = eld.detect(text);
    return result.language !== '' && result.isReliable() ? result.language : UNCLEAR;
  };
  const first = texts.map((text) => clear(text.slice(0, GLANCE)));
  const counts = new Map<string, number>();
  for (const language of first) counts.set(language, (counts.get(language) ?? 0) + 1);
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  // Names and quotations make a few words look like another language; more of the text settles it.
  return first.map((language, i) =>
    language === most![0] || texts[i]!.length <= GLANCE ? language : clear(texts[i]!.slice(0, LOOK)),
  );
}

function beyond({ name, languages }: Reach, read: readonly string[]): string {
  const names = listed(read.map(languageName));
  if (languages === 'one') return `not in ${names}, and ${name} finds no word in common between languages`;
  if (languages === null) return `not in ${names}, and the name of ${name} does not say that it reads others`;
  return `not in ${names}, which is all that ${name} was made for`;
}

function advice({ languages }: Reach): string {
  const multilingual =
    '--model intfloat/multilingual-e5-small reads about a hundred languages and puts the same thing said in two of them side by side';
  if (languages === null) {
    return `Encoded all the same. If the model is made for one language these rows gather by language, not by topic; ${multilingual}.`;
  }
  return `Encoded all the same, so these rows gather by language, not by topic. ${multilingual}.`;
}

/** es → Spanish */
function languageName(code: string): string {
  return NAMES.of(code) ?? code;
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });
