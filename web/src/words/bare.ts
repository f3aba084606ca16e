/** A text without marks and capitals, by which people find what they type without them. */
export function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()
}

/** Whether each word that was typed begins a word of the text. */
export function holdsWords(text: string, typed: string): boolean {
  const words = bare(text).split(/[^\p{L}\p{N}]+/u)
  return bare(typed).split(/\s+/).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)))
}
