/** Lower case, without accents: what a person typed finds what is written, whichever way either is spelled. */
export function searchKey(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether every word that was typed occurs somewhere. */
export function matchesWords(key: string, words: readonly string[]): boolean {
  return words.every((word) => key.includes(word));
}

export function wordsOf(typed: string): string[] {
  return searchKey(typed).split(/\s+/).filter((word) => word !== "");
}
