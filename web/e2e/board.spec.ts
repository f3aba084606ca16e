import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proposal, undo } from './decide'
import { expectAccessible, launch, picture, visit } from './visit'

const SUOI_HOA = '09187'
const FIRST_STEP = ['09187', '09178', '09244', '09235']
const SECOND_STEP = ['09214', '09226', '09256', '09169']
const VERY_HIGH = ['09325', '09286', '09271', '09181']

let browser: Browser
beforeAll(async () => void (browser = await launch()))
afterAll(() => browser.close())

const fill = (page: Page, ward: string) => page.locator(`[data-ward="${ward}"]`).getAttribute('data-fill')
const paint = (page: Page, ward: string) => page.locator(`[data-ward="${ward}"] .area`).evaluate((area) => getComputedStyle(area).fill)

/** Moves the day control by keys from the day that it stands on. */
async function step(page: Page, key: 'ArrowLeft' | 'ArrowRight', days: number): Promise<void> {
  await page.locator('[data-day][aria-current]').focus()
  for (let i = 0; i < days; i++) {
    const answered = page.waitForResponse((response) => response.url().includes('/board'))
    await page.keyboard.press(key)
    await answered
  }
}

describe.each([
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 360, height: 740 },
])('the board at the $name', ({ name, width, height }) => {
  it('leads from the map to reasons, approval, the planned day, and back in time', async () => {
    const { page, faults } = await visit(browser, width, height, '#/board')
    await page.locator('[data-ward]').first().waitFor()
    expect(await page.locator('[data-ward]').count()).toBe(19)
    for (const ward of VERY_HIGH) expect(await fill(page, ward)).toBe('very_high')
    await picture(page, `${name}-1-board`)

    await page.locator(`[data-ward="${SUOI_HOA}"]`).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Phường Suối Hoa', exact: true }).waitFor()
    expect(page.url()).toContain(`ward=${SUOI_HOA}`)

    const row = proposal(page, SUOI_HOA)
    if ((await row.locator('[data-outcome]').count()) > 0) await undo(page, SUOI_HOA)
    await row.getByRole('button', { name: 'Căn cứ' }).press('Enter')
    await row.getByText('23/KH-BCĐ').first().waitFor()
    expect(await row.locator('tbody tr').count()).toBeGreaterThan(0)
    await picture(page, `${name}-2-reasons`)
    await expectAccessible(page)

    const recorded = page.waitForResponse((response) => response.url().includes('/decisions'))
    await row.getByRole('button', { name: 'Phê duyệt' }).first().press('Enter')
    expect((await recorded).status()).toBe(201)
    await row.locator('[data-outcome="approved"]').waitFor()
    expect(await row.locator('[data-outcome]').innerText()).toMatch(/Người trực tại máy, 14:\d\d, 17\/6\/2021/)
    await picture(page, `${name}-3-approved`)

    const before = await paint(page, VERY_HIGH[0]!)
    await step(page, 'ArrowRight', 4)
    await page.locator(`[data-ward="${SUOI_HOA}"][data-fill="15"]`).waitFor()
    expect(page.url()).toContain('day=2021-06-21')
    expect(await page.locator(`[data-ward="${SUOI_HOA}"]`).getAttribute('data-planned')).not.toBeNull()
    expect(await fill(page, VERY_HIGH[0]!)).toBe('16')
    expect(await paint(page, SUOI_HOA)).not.toBe(await paint(page, VERY_HIGH[0]!))
    expect(await paint(page, VERY_HIGH[0]!)).not.toBe(before)
    await picture(page, `${name}-4-planned`)

    await page.getByRole('button', { name: 'Về hiện tại' }).click()
    await undo(page, SUOI_HOA)
    await step(page, 'ArrowLeft', 2)
    await page.getByText('Đang xem những gì đã biết lúc 16:00 ngày 15/6/2021').waitFor()
    expect(await page.getByRole('button', { name: 'Phê duyệt', exact: true }).count()).toBe(0)
    await picture(page, `${name}-5-past`)
    expect(faults).toEqual([])
    await page.close()
  })

  it.each(['rows', 'plan', 'plans', 'law', 'clocks', 'changes', 'report', 'import', 'jobs'])('opens %s without fault in both languages', async (route) => {
    const { page, faults } = await visit(browser, width, height, `#/${route}`)
    await page.waitForLoadState('networkidle')
    await expectAccessible(page)
    await picture(page, `${name}-${route}`)
    await page.getByRole('button', { name: 'English' }).or(page.getByRole('button', { name: 'EN' })).first().click()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(faults).toEqual([])
    await page.close()
  })
})

describe('the board', () => {
  it('approves a whole group, and the plan of 21 and 25 June shows on the map', async () => {
    const { page, faults } = await visit(browser, 1440, 900, '#/board')
    await page.locator('[data-kind="distancing_tier"]').getByRole('button', { name: /^Phê duyệt cả/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^Phê duyệt \d+ đề xuất/ }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await step(page, 'ArrowRight', 4)
    for (const ward of FIRST_STEP) await page.locator(`[data-ward="${ward}"][data-fill="15"]`).waitFor()
    for (const ward of [...SECOND_STEP, ...VERY_HIGH]) expect(await fill(page, ward)).toBe('16')
    await picture(page, 'group-21-june')
    await step(page, 'ArrowRight', 4)
    for (const ward of [...FIRST_STEP, ...SECOND_STEP]) await page.locator(`[data-ward="${ward}"][data-fill="15"]`).waitFor()
    for (const ward of VERY_HIGH) expect(await fill(page, ward)).toBe('16')
    await picture(page, 'group-25-june')
    await page.getByRole('button', { name: 'Về hiện tại' }).click()
    for (const ward of [...FIRST_STEP, ...SECOND_STEP]) await undo(page, ward)
    expect(faults).toEqual([])
    await page.close()
  })

  it('moves over the map by arrow keys, from a number to its rows, and from a row to its history', async () => {
    const { page, faults } = await visit(browser, 1440, 900, '#/board')
    await page.locator(`[data-ward="${SUOI_HOA}"]`).focus()
    await page.keyboard.press('ArrowDown')
    const reached = await page.evaluate(() => document.activeElement?.getAttribute('data-ward'))
    expect(reached).not.toBe(SUOI_HOA)
    await page.locator('.indicators .value a').first().click()
    await page.waitForURL(/#\/rows/)
    await page.locator('tbody tr[data-row="0"] a').click()
    await page.getByRole('heading', { name: 'Lịch sử bản ghi' }).waitFor()
    await page.getByText('Phiên bản 1').first().waitFor()
    await picture(page, 'history')
    expect(faults).toEqual([])
    await page.close()
  })

  it('is decided on by keys alone, and the focus stays where the work is', async () => {
    const { page, faults } = await visit(browser, 1440, 900, '#/board?show=distancing_tier')
    await proposal(page, SUOI_HOA).waitFor()
    if ((await proposal(page, SUOI_HOA).locator('[data-outcome]').count()) > 0) await undo(page, SUOI_HOA)
    const here = () => page.evaluate(() => document.activeElement?.closest('[data-proposal]')?.getAttribute('data-proposal') ?? '')
    for (let n = 0; n < 30 && !(await here()).startsWith(`${SUOI_HOA}|`); n++) await page.keyboard.press('j')
    const key = await here()
    expect(key).toContain(`${SUOI_HOA}|`)
    expect(await page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim())).toMatch(/^Căn cứ: .*Suối Hoa/)
    await page.keyboard.press('e')
    await proposal(page, SUOI_HOA).getByText('23/KH-BCĐ').first().waitFor()
    await page.keyboard.press('a')
    await proposal(page, SUOI_HOA).locator('[data-outcome="approved"]').waitFor()
    expect(await here()).toBe(key)
    await page.keyboard.press('k')
    expect(await here()).not.toBe(key)
    await undo(page, SUOI_HOA)
    expect(faults).toEqual([])
    await page.close()
  })
})
