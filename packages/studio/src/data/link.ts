/** A link that may be followed: http or https alone, else null. Data may say `javascript:`; it is not obeyed. */
export function safeLink(link: string): string | null {
  try {
    const { protocol, href } = new URL(link);
    return protocol === 'http:' || protocol === 'https:' ? href : null;
  } catch {
    return null;
  }
}

/** Opens a link in a new tab that knows nothing of this one. */
export function openLink(link: string): void {
  const safe = safeLink(link);
  if (safe !== null) window.open(safe, '_blank', 'noopener,noreferrer');
}
