import type { Locator, Page } from 'playwright-core'

/** The proposal of a lower tier for a ward. */
export const proposal = (page: Page, ward: string): Locator => page.locator(`[data-proposal^="${ward}|"][data-proposal*="|distancing_tier|15|"]`)

/** Takes the decision on a ward's proposal back; without a reason the page does not send it. */
export async function undo(page: Page, ward: string): Promise<void> {
  const row = proposal(page, ward)
  await row.getByRole('button', { name: 'Hoàn tác' }).click()
  await answer(page, 'Hoàn tác quyết định', 'Kiểm thử giao diện')
  await row.locator('[data-outcome]').waitFor({ state: 'detached' })
}

/** Sends a dialog, first without its reason, which it must ask for, and then with it. */
export async function answer(page: Page, button: string, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: button }).click()
  await dialog.getByText('Hãy ghi lý do.').waitFor()
  await dialog.getByLabel('Lý do').fill(reason)
  await dialog.getByRole('button', { name: button }).click()
  await dialog.waitFor({ state: 'detached' })
}
