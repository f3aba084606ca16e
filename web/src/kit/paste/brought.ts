let brought: string | null = null

/** Whether a text is cells of a table: one cell goes where the cursor stands, as anywhere else. */
export function isTable(text: string): boolean {
  return /[\t\n]/.test(text.trim())
}

/** Keeps what was pasted onto a list for the table that opens. */
export function bring(text: string): void {
  brought = text
}

/** What was pasted onto a list, once. */
export function takeBrought(): string | null {
  const text = brought
  brought = null
  return text
}
