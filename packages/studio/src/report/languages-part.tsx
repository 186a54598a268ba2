import type { Audit } from '@parallax-map/core';
import { percent, whole } from '../words.js';
import { Section } from './section.js';
import { useMore } from './use-more.js';

/** The languages of the texts: a bar, a count and a share each. */
export function LanguagesPart({ id, languages }: { id: string; languages: Audit['languages'] }) {
  const [shown, more] = useMore(languages.length, 8, 100);
  return (
    <Section id={id} title="Languages">
      <table className="bars" aria-label="Languages of the texts">
        <tbody>
          {languages.slice(0, shown).map(({ language, texts, share }) => (
            <tr key={language}>
              <th scope="row">{languageName(language)}</th>
              <td className="bar-cell" aria-hidden="true">
                <span style={{ width: `${100 * share}%` }} />
              </td>
              <td className="figure">{whole(texts)}</td>
              <td className="figure">{percent(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

function languageName(code: string): string {
  if (code === 'und') return 'None clear';
  try {
    return NAMES.of(code) ?? code;
  } catch {
    // No language tag at all: said as it stands.
    return code;
  }
}
