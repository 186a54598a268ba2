// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the package has no types; tests must find ours too
/// <reference path="./modules.d.ts" />
import * as stopword from 'stopword';

const LISTS = stopword as unknown as Readonly<Record<string, readonly string[] | undefined>>;

/** ISO 639-1 → the codes that the lists go by. */
const CODES: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'af:afr ar:ara bg:bul bn:ben br:bre ca:cat cs:ces da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus ' +
    'fa:fas fi:fin fr:fra ga:gle gl:glg gu:guj ha:hau he:heb hi:hin hr:hrv hu:hun hy:hye id:ind it:ita ja:jpn ' +
    'ko:kor ku:kur la:lat lt:lit lv:lav mr:mar ms:msa my:mya nb:nob nl:nld no:nob pa:panGu pl:pol pt:por ro:ron ' +
    'ru:rus sk:slk sl:slv so:som st:sot sv:swe sw:swa th:tha tl:tgl tr:tur uk:ukr ur:urd vi:vie yo:yor zh:zho ' +
    'zu:zul'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/**
 * What the English list lacks: pronouns, auxiliaries, prepositions and conjunctions, number words, and the verbs
 * and adverbs that stand in for nothing in particular.
 */
const MORE_ENGLISH = `
  about above across again against ago ain all almost alone along already also although always amid amidst among
  amongst another anybody anyone anything anywhere apart around aside away back becoming become becomes began begin
  begins behind below beneath beside besides between beyond both bring brings brought came can cannot could currently
  despite did does doing done down due during each either eight else elsewhere enough especially etc even eventually
  ever every everybody everyone everything everywhere except far few finally find finds first five follow following
  follows forth found four from full further gave get gets getting give given gives giving go goes going gone got
  gotten half hence here hers herself himself his hold hows however including indeed inside instead into its itself just
  keep keeps kept know knows known last later least leave leaves leaving led less let lets like likely long lot make
  makes making many may maybe me meanwhile might mine more moreover most mostly much must myself near nearly need
  needs neither never nevertheless new next nine no nobody none nonetheless nor not nothing now nowhere off often once
  one ones only onto others otherwise ought ours ourselves out outside over own per perhaps please put puts quite
  rather really recently same say says second see seem seems seen set sets seven several shall she should show shows
  since six so some somebody somehow someone something sometimes somewhere soon start starts starting still such
  suddenly take taken takes taking ten than that thats their theirs them themselves then there therefore these thing
  things third this those though three through throughout thus till time together too took toward towards tries
  trying try turn turns twice two under unless unlike until unto up upon us use used uses using very via want wants
  was way went were what whatever whats when whenever where whereas wherever whether which whichever while whilst who
  whoever whole whom whose why will with within without won would yes yet you your yours yourself yourselves
  year years old named called come comes coming de la le les los las el del der du von
`;

/** Languages whose function words are known, ISO 639-1. */
export const STOP_WORD_LANGUAGES: readonly string[] = Object.keys(CODES);

/**
 * Function words of the languages, lower-case. A language without a list adds none.
 *
 * @param languages ISO 639-1
 */
export function stopWords(languages: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const language of languages) {
    for (const word of LISTS[CODES[language] ?? ''] ?? []) words.add(word.normalize('NFC').toLowerCase());
    if (language === 'en') for (const word of MORE_ENGLISH.trim().split(/\s+/u)) words.add(word);
  }
  return words;
}
