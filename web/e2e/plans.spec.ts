import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, launch, picture, visit } from './visit'

let browser: Browser
beforeAll(async () => void (browser = await launch()))
afterAll(() => browser.close())

describe.each([
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 360, height: 740 },
])('the plans at the $name', ({ name, width, height }) => {
  it('lead from the list to a plan, to what nothing carries yet, and from a target to its rows', async () => {
    const { page, faults } = await visit(browser, width, height, '#/plans')
    const plans = page.locator('main li.card')
    await plans.first().waitFor()
    expect(await plans.count()).toBe(4)
    expect(await plans.first().innerText()).toContain('Địa bàn đang xem')
    await picture(page, `${name}-plans-list`)
    await plans.first().getByRole('link').click()
    await page.getByRole('heading', { name: 'Kế hoạch số 23/KH-BCĐ', exact: true }).waitFor()
    await page.locator('article').first().waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-plans-23`)

    const nothing = page.locator('.sums button.nothing')
    const count = Number(await nothing.locator('b').innerText())
    await nothing.click()
    expect(page.url()).toContain('only=nothing')
    expect(await page.locator('article').count()).toBe(count)
    expect(await page.locator('article.nothing').count()).toBe(count)
    await picture(page, `${name}-plans-nothing`)

    const posts = page.locator('tbody tr').filter({ hasText: '727' })
    expect(await posts.innerText()).toContain('Chưa có gì đếm được')
    await page.locator('tbody tr').filter({ hasText: 'được lấy mẫu' }).first().locator('a[href*="rows/sampling-rounds"]').click()
    await page.waitForURL(/#\/rows/)
    await page.locator('tbody tr').first().waitFor()
    expect(faults).toEqual([])
    await page.close()
  })
})
