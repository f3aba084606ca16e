import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, launch, picture, visit } from './visit'

/** The places of the demo: what each is called, its day in the bar, and how many communes its board has. */
const PLACES = [
  { id: 'bac-ninh-2021', title: 'Thành phố Bắc Ninh', day: '17/6/2021', drawn: 19, unseen: 0 },
  { id: 'bu-dang-2021', title: 'Huyện Bù Đăng', day: '15/8/2021', drawn: 16, unseen: 0 },
  { id: 'xuan-thoi-son-2021', title: 'Xã Xuân Thới Sơn', day: '24/11/2021', drawn: 12, unseen: 0 },
  { id: 'hong-bang-2022', title: 'Quận Hồng Bàng', day: '1/6/2022', drawn: 7, unseen: 2 },
]

let browser: Browser
beforeAll(async () => void (browser = await launch()))
afterAll(() => browser.close())

describe.each([
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 360, height: 740 },
])('the places of the demo at the $name', ({ name, width, height }) => {
  it('are chosen from a window that says where, when and what is to be seen', async () => {
    const { page, faults } = await visit(browser, width, height, '#/board')
    for (const place of PLACES.slice(1)) {
      await page.locator('header .choose').click()
      const window = page.getByRole('dialog')
      await expectAccessible(page)
      expect(await window.locator('li').count()).toBe(PLACES.length + 1)
      await picture(page, `${name}-places`)
      await window.getByRole('button', { name: new RegExp(`^${place.title}`) }).click()
      await page.getByRole('heading', { level: 1, name: place.title }).waitFor()
      expect(page.url()).toContain(`scene=${place.id}`)
      expect(await page.locator('header .choose').innerText()).toContain(place.day)
      await page.locator('[data-ward]').first().waitFor()
      expect(await page.locator('[data-ward]').count()).toBe(place.drawn)
      expect(await page.locator('.unseen button').count()).toBe(place.unseen)
      await picture(page, `${name}-board-${place.id}`)
      await expectAccessible(page)
    }
    expect(faults).toEqual([])
    await page.close()
  })

  it.each(PLACES.slice(1).flatMap(({ id }) => ['rows', 'plan', 'report', 'changes', 'law'].map((route) => ({ id, route }))))('opens $route of $id without fault', async ({ id, route }) => {
    const { page, faults } = await visit(browser, width, height, `#/${route}?scene=${id}`)
    await page.waitForLoadState('networkidle')
    await expectAccessible(page)
    await picture(page, `${name}-${route}-${id}`)
    expect(faults).toEqual([])
    await page.close()
  })
})
