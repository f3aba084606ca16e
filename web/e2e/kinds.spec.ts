import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, launch, picture, url, visit } from './visit'

interface Kind {
  name: string
  title: { vi: string }
  importable: boolean
  listed: boolean
}

/** What the program declares: a kind that is added is walked through without a line here. */
const kinds = (await (await fetch(`${url}/api/v1/kinds`)).json()) as Kind[]
const listed = kinds.filter((kind) => kind.listed).map((kind) => ({ ...kind, path: kind.name.replaceAll('_', '-') }))

let browser: Browser
beforeAll(async () => void (browser = await launch()))
afterAll(() => browser.close())

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  expect(await page.locator('[role=alert]').allInnerTexts()).toEqual([])
}

describe.each([
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 360, height: 740 },
])('every kind of record at the $name', ({ name, width, height }) => {
  it.each(listed)('$path has a list, and each row its page', async (kind) => {
    const { page, faults } = await visit(browser, width, height, `#/rows/${kind.path}`)
    await page.getByRole('heading', { level: 1, name: kind.title.vi, exact: true }).waitFor()
    await settled(page)
    await expectAccessible(page)
    await picture(page, `${name}-list-${kind.path}`)
    const first = page.locator('tbody tr[data-row="0"] a')
    if ((await first.count()) > 0) {
      await first.click()
      await page.waitForURL(new RegExp(`#/records/${kind.path}/`))
      await page.getByRole('heading', { name: 'Lịch sử bản ghi' }).waitFor()
      await settled(page)
      await expectAccessible(page)
      await picture(page, `${name}-record-${kind.path}`)
      expect(await page.locator('h1').innerText()).not.toBe('')
      // What was there before is there again, at the row that was opened.
      await page.goBack()
      await page.locator('tbody tr[data-row="0"]').waitFor()
    } else await page.getByText('Không có bản ghi nào khớp bộ lọc.').waitFor()
    expect(faults).toEqual([])
    await page.close()
  })

  it.each(listed.filter((kind) => kind.importable))('$path has a form and a table to paste into', async (kind) => {
    const { page, faults } = await visit(browser, width, height, `#/new/${kind.path}`)
    await page.getByRole('heading', { level: 1, name: `Nhập mới: ${kind.title.vi}` }).waitFor()
    await settled(page)
    await expectAccessible(page)
    await picture(page, `${name}-form-${kind.path}`)
    await page.getByRole('button', { name: 'Ghi bản ghi' }).click()
    await page.getByText('chưa nhập').first().waitFor()
    await expectAccessible(page)
    await page.goto(`${page.url().split('#')[0]}#/paste/${kind.path}`)
    await page.getByRole('heading', { level: 1, name: `Dán từ Excel: ${kind.title.vi}` }).waitFor()
    await settled(page)
    await expectAccessible(page)
    await picture(page, `${name}-paste-${kind.path}`)
    expect(faults).toEqual([])
    await page.close()
  })
})
