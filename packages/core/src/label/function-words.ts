/** What a function word says of the word beside it. */
export const ROLE = {
  /** Says nothing here. */
  none: 0,
  /** Article, possessive, demonstrative: a noun, or what describes it, comes next. */
  determiner: 1,
  /** Preposition: a noun comes next, with or without a determiner. */
  preposition: 2,
  /** Subject, relative, modal, negation, infinitive marker: a verb comes next. */
  subject: 3,
  /** Forms of to be and to have, adverbs of degree: an adjective or a participle comes next. */
  copula: 4,
} as const;

export interface Grammar {
  /** ROLE by lower-case word. */
  readonly roles: ReadonlyMap<string, number>;
  /** Words that, after a word, say it was a noun: "of", "whose", "is". */
  readonly afterNouns: ReadonlySet<string>;
  /** Ends that nouns have, and ends of verbs, adjectives and adverbs. */
  readonly nounEnd: RegExp;
  readonly otherEnd: RegExp;
  /** Whether the first word of a run of words is its head ("tueur en série"), not the last ("serial killer"). */
  readonly headFirst: boolean;
  /** Whether every noun is written with a capital. */
  readonly nounsHaveCapitals: boolean;
}

interface Source {
  determiners: string;
  prepositions: string;
  subjects: string;
  copulas: string;
  afterNouns: string;
  nounEnd: RegExp;
  otherEnd: RegExp;
  headFirst: boolean;
}

/** Closed classes only, and of these the words with one main use. */
const SOURCES: Readonly<Record<string, Source>> = {
  en: {
    determiners:
      'the a an his her their its my our your this these those every each some any another no whose several both',
    prepositions:
      'of in on at by with from for into against between among through during under over within without behind beyond across toward towards about upon near despite',
    subjects:
      'he she it they we i you who that to will would can could must may might shall should cannot not never does do did if when while',
    copulas:
      'is are was were be been being am has have had very so too more most as become becomes became himself herself themselves get gets',
    afterNouns: 'of who whose which is are was were has had will would can could must may might',
    nounEnd: /(tion|sion|ness|ment|ity|ship|hood|ism|ist|ists|ers|ors|eer|dom|ance|ence|ure)$/u,
    otherEnd: /(ing|ed|ly|ful|less|ous|ish|able|ible|ive|ize|ise|ifies|izes|ises|ical|est)$/u,
    headFirst: false,
  },
  de: {
    determiners:
      'der die das den dem des ein eine einen einem einer eines sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer kein keine dieser diese dieses',
    prepositions:
      'in im am an auf aus bei beim mit nach von vom zum zur für gegen durch über unter zwischen ohne um',
    subjects: 'er es wir ich man wer nicht zu muss kann will soll darf wird',
    copulas: 'ist sind war waren wurde wurden sehr so zu hat haben hatte',
    afterNouns: 'ist sind war waren hat wird kann muss der des von',
    nounEnd: /(ung|ungen|heit|keit|schaft|tum|nis|tion|ismus|tät|ling)$/u,
    otherEnd: /(lich|liche|lichen|licher|ig|ige|igen|isch|ische|ischen|bar|sam|los|iert)$/u,
    headFirst: false,
  },
  nl: {
    determiners: 'de het een zijn haar hun mijn ons onze dit deze die geen elke',
    prepositions: 'van in op met uit bij naar voor door over onder tussen tegen zonder aan',
    subjects: 'hij zij ze ik wij men wie niet te moet kan wil zal',
    copulas: 'is was waren zeer heel wordt werd heeft had',
    afterNouns: 'van is was heeft die dat wordt moet kan wil',
    nounEnd: /(ing|heid|heden|schap|isme|tie|teit|nis)$/u,
    otherEnd: /(lijk|lijke|ig|ige|isch|ische|baar|loos|eert)$/u,
    headFirst: false,
  },
  sv: scandinavian(
    'en ett den det de sin sitt sina hans hennes deras denna detta',
    'han hon vi man som inte att måste kan vill ska',
    'är var blir blev har hade mycket',
  ),
  da: scandinavian(
    'en et den det de sin sit sine hans hendes deres denne dette',
    'han hun vi man som ikke at må kan vil skal',
    'er var bliver blev har havde meget',
  ),
  nb: scandinavian(
    'en et ei den det de sin sitt sine hans hennes deres denne dette',
    'han hun vi man som ikke å må kan vil skal',
    'er var blir ble har hadde veldig',
  ),
  fr: {
    determiners:
      'le la les l un une des du au aux son sa ses leur leurs mon ma mes notre nos votre ce cet cette ces chaque',
    prepositions: 'de d en dans sur avec par pour contre entre sous chez sans vers',
    subjects: 'il elle ils elles on je nous vous qui se s ne n y doit peut va doivent peuvent veut',
    copulas: 'est sont était étaient a ont avait été être très plus si trop',
    afterNouns: 'de d du des qui est sont était a ont dont',
    nounEnd: /(tion|tions|sion|ment|ité|ités|isme|iste|istes|eur|eurs|age|ance|ence|esse)$/u,
    otherEnd: /(er|ir|ant|ante|ement|ivement|eux|euse|able|ible|ique|ent)$/u,
    headFirst: true,
  },
  es: {
    determiners:
      'el la los las un una unos unas su sus mi mis nuestro nuestra este esta estos estas ese esa cada al del',
    prepositions: 'de en con por para contra entre sobre sin desde hacia bajo tras a',
    subjects: 'él ella ellos que se no quien debe puede deben pueden quiere va',
    copulas: 'es son era eran fue está están ha han había muy más tan ser estar',
    afterNouns: 'de del que es son era fue ha han está debe puede',
    nounEnd: /(ción|ciones|sión|dad|dades|miento|ismo|ista|istas|dor|dora|dores|ez|eza|aje|ancia|encia)$/u,
    otherEnd: /(ar|er|ir|arse|erse|irse|ando|iendo|ado|ido|mente|oso|osa|able|ible)$/u,
    headFirst: true,
  },
  it: {
    determiners:
      'il lo la i gli le l un uno una suo sua suoi sue mio mia loro questo questa ogni del della dei delle al alla nel nella',
    prepositions: 'di in con per da su tra fra contro senza verso',
    subjects: 'egli lui lei che si non chi deve può vuole',
    copulas: 'è sono era erano ha hanno aveva molto più viene',
    afterNouns: 'di del della che è sono era ha hanno deve può',
    nounEnd: /(zione|zioni|sione|ità|mento|ismo|ista|isti|tore|tori|trice|ezza|aggio|anza|enza)$/u,
    otherEnd: /(are|ere|ire|arsi|ando|endo|ato|ata|mente|oso|osa|abile|ibile)$/u,
    headFirst: true,
  },
  pt: {
    determiners:
      'o a os as um uma seu sua seus suas meu minha este esta esse essa cada do da dos das ao no na nos nas',
    prepositions: 'de em com por para contra entre sobre sem desde',
    subjects: 'ele ela eles que se não quem deve pode quer vai',
    copulas: 'é são era eram foi está estão tem muito mais ser',
    afterNouns: 'de do da que é são era foi tem está deve pode',
    nounEnd: /(ção|ções|são|dade|dades|mento|ismo|ista|istas|dor|dora|dores|eza|agem|ância|ência)$/u,
    otherEnd: /(ar|er|ir|ando|endo|indo|ado|ido|mente|oso|osa|ável|ível)$/u,
    headFirst: true,
  },
};

function scandinavian(determiners: string, subjects: string, copulas: string): Source {
  return {
    determiners,
    prepositions: 'av af i på med från fra för for til till mot mod mellan mellem under over över uten uden',
    subjects,
    copulas,
    afterNouns: 'av af som är er var har måste må kan vil vill',
    nounEnd: /(ing|ning|het|hed|skap|skab|isme|ism|else|tion|sjon)$/u,
    otherEnd: /(lig|lige|liga|ende|ande|isk|iske|iska|ede|ade|ar)$/u,
    headFirst: false,
  };
}

/**
 * The function words of a language that tell what stands beside them, and common ends of its words.
 *
 * @param language ISO 639-1, or null
 * @returns undefined for languages it does not know
 */
export function grammarOf(language: string | null): Grammar | undefined {
  const source = language === null ? undefined : SOURCES[language];
  if (!source) return undefined;
  const roles = new Map<string, number>();
  const lists: [number, string][] = [
    [ROLE.copula, source.copulas],
    [ROLE.subject, source.subjects],
    [ROLE.preposition, source.prepositions],
    [ROLE.determiner, source.determiners],
  ];
  for (const [role, list] of lists) for (const word of list.split(' ')) roles.set(word, role);
  const { nounEnd, otherEnd, headFirst } = source;
  return {
    roles,
    afterNouns: new Set(source.afterNouns.split(' ')),
    nounEnd,
    otherEnd,
    headFirst,
    nounsHaveCapitals: language === 'de',
  };
}
