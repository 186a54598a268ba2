/**
 * Words in column names that tell what a column is, in some of the languages tables come in. Compared after
 * the name is taken to lower case and apart at everything that is no letter or digit: "Release_Date" is
 * "release date".
 */
export const NAMES = {
  id: 'id uid uuid guid key doi isbn pmid identifier kennung nummer clave clé código code',
  title:
    'title name headline subject label heading titel überschrift bezeichnung nom titre título titulo nombre nome titolo nazwa tytuł название заголовок 标题 名称 タイトル 題名 제목',
  text: 'text overview description abstract body content contents summary plot synopsis review comment comments message story lyrics document question answer beschreibung inhalt zusammenfassung kommentar nachricht descripción descripcion resumen texto contenido sinopsis comentario résumé resume texte contenu commentaire descrizione testo riassunto trama descrição resumo conteúdo opis treść текст описание содержание 描述 内容 摘要 正文 説明 本文 概要 내용 설명',
  time: 'date year time datetime timestamp published created released day month datum jahr zeit fecha año ano fecha année annee data anno rok дата год 日期 年份 年 日付 날짜 연도',
  image:
    'image img picture photo poster thumbnail cover bild foto imagen imagem immagine affiche 图片 画像 이미지',
  weight:
    'votes count views visits visitors citations likes downloads sales plays reviews popularity weight stars followers shares score anzahl aufrufe stimmen votos visitas vues ventes voti visite просмотры 数量 次数 回数 조회수',
} as const;

/** Whether the name of a column holds one of the words of a role. */
export function isNamed(column: string, role: keyof typeof NAMES): boolean {
  return words(column).some((word) => WORDS[role].has(word));
}

/** Whether the name is one of the words of a role, and nothing else. */
export function isExactlyNamed(column: string, role: keyof typeof NAMES): boolean {
  const [word, ...more] = words(column);
  return more.length === 0 && word !== undefined && WORDS[role].has(word);
}

const WORDS = Object.fromEntries(
  Object.entries(NAMES).map(([role, names]) => [role, new Set(names.split(' '))]),
) as Record<keyof typeof NAMES, Set<string>>;

function words(column: string): string[] {
  const spaced = column
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFC');
  return spaced.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
