import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, launch, picture, url, visit } from './visit'

const API = `${url}/api/v1`
const SCENE = 'bac-ninh-2021'

let browser: Browser
beforeAll(async () => void (browser = await launch()))
afterAll(() => browser.close())

const field = (page: Page, name: string): Locator => page.locator(`[data-field="${name}"]`)
const send = (path: string, method: string, body: unknown) => fetch(`${API}${path}?scene=${SCENE}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** A zone that nobody has, with a code of its own. */
async function zone(code: string): Promise<{ id: string; version: number }> {
  const answer = await send('/records/zones', 'POST', { values: { code, name: `Khu ${code}`, disease: 'covid-19', area_code: '09187', opened_on: '10/06/2021', residents: 120 } })
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as { id: string; version: number }
}

const mark = () => `E2E-${Date.now().toString(36)}`

/** Withdraws what a walk entered. */
async function clean(kind: string, search: string | undefined, filters = {}): Promise<void> {
  const found = (await (await send(`/searches/${kind}`, 'POST', { search, filters, limit: 500 })).json()) as { rows: { id: string; version: number }[] }
  if (found.rows.length > 0) await send(`/withdrawals/${kind}`, 'POST', { rows: Object.fromEntries(found.rows.map((row) => [row.id, row.version])), reason: 'Kiểm thử giao diện' })
}

async function give(page: Page, dialogButton: string, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Lý do').fill(reason)
  await dialog.getByRole('button', { name: dialogButton, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

describe.each([
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 360, height: 740 },
])('a record at the $name', ({ name, width, height }) => {
  it('is entered with what is wrong said at its field, corrected, withdrawn and brought back', async () => {
    const code = mark()
    const { page, faults } = await visit(browser, width, height, '#/rows/zones')
    await page.getByRole('link', { name: /^Nhập mới/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Nhập mới: Vùng cách ly y tế' }).waitFor()
    await page.getByRole('button', { name: 'Ghi bản ghi' }).click()
    await field(page, 'code').getByText('chưa nhập').waitFor()
    expect(await field(page, 'code').locator('input').evaluate((input) => input === document.activeElement)).toBe(true)
    await field(page, 'code').locator('input').fill(code)
    await field(page, 'name').locator('input').fill('Khu Thượng')
    await field(page, 'disease').locator('select').selectOption('covid-19')
    const area = field(page, 'area_id').getByRole('combobox')
    await area.fill('suoi hoa')
    await field(page, 'area_id').getByRole('option', { name: /Phường Suối Hoa/ }).first().click()
    await field(page, 'area_id').getByRole('link', { name: 'Phường Suối Hoa' }).waitFor()
    const day = field(page, 'opened_on').locator('input[type=text]')
    await day.fill('31/2/2021')
    await page.getByRole('button', { name: 'Ghi bản ghi' }).click()
    await field(page, 'opened_on').locator('.fault').waitFor()
    expect(await field(page, 'code').locator('input').inputValue()).toBe(code)
    await expectAccessible(page)
    await picture(page, `${name}-form-faults`)
    await day.fill('10/6/21')
    await day.blur()
    expect(await day.inputValue()).toBe('10/06/2021')
    await page.getByRole('button', { name: 'Ghi bản ghi' }).click()
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${code}`) }).waitFor()

    await page.getByRole('button', { name: 'Sửa', exact: true }).click()
    await field(page, 'residents').locator('input').fill('125')
    await page.getByRole('button', { name: 'Ghi phần sửa' }).click()
    await page.getByText('Phiên bản 2').first().waitFor()
    expect(await page.getByRole('button', { name: 'Sửa', exact: true }).evaluate((button) => button === document.activeElement), 'the focus stays where the work is').toBe(true)

    await page.getByRole('button', { name: 'Rút bản ghi' }).click()
    await give(page, 'Rút', 'Nhầm khu')
    await page.getByRole('heading', { name: 'Bản ghi đã được rút' }).waitFor()
    await page.getByText('“Nhầm khu”').first().waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-withdrawn`)
    // A link to it says the same to whoever opens it anew.
    await page.reload()
    await page.getByRole('heading', { name: 'Bản ghi đã được rút' }).waitFor()
    await page.getByRole('button', { name: 'Khôi phục' }).click()
    await give(page, 'Khôi phục', 'Đúng khu')
    await page.getByRole('button', { name: 'Sửa', exact: true }).waitFor()

    // A paper is attached to it and comes back as it was.
    await page.locator('input[type=file]').setInputFiles({ name: 'bien-ban.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') })
    const file = page.getByRole('link', { name: 'bien-ban.pdf', exact: true })
    const [paper] = await Promise.all([page.waitForEvent('download'), file.click()])
    expect((await readFile(await paper.path())).toString()).toBe('%PDF-1.4\n%%EOF\n')

    // The log says who did what to which record of which ward, with a link.
    await page.goto(`${page.url().split('#')[0]}#/changes`)
    const line = page.locator('li', { hasText: 'Sửa bản ghi' }).filter({ hasText: code }).first()
    expect((await line.innerText()).replace(/\s+/g, ' ')).toMatch(/Người trực tại máy.*Vùng cách ly y tế.*Số người.*125/)
    await expectAccessible(page)
    await picture(page, `${name}-log`)
    await page.locator('li', { hasText: 'Nhập bản ghi' }).filter({ hasText: code }).first().getByText('Phường Suối Hoa').waitFor()
    await line.getByRole('link', { name: new RegExp(code) }).click()
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${code}`) }).waitFor()
    await clean('zones', code)
    expect(faults.filter((fault) => !fault.includes('422'))).toEqual([])
    await page.close()
  })

  it('shows both values where two people correct it', async () => {
    const code = mark()
    const { id } = await zone(code)
    const { page, faults } = await visit(browser, width, height, `#/records/zones/${id}`)
    await page.getByRole('button', { name: 'Sửa', exact: true }).click()
    await field(page, 'residents').locator('input').fill('90')
    await field(page, 'households').locator('input').fill('30')
    const other = await send(`/records/zones/${id}`, 'PATCH', { version: 1, values: { residents: 125 } })
    expect(other.status).toBe(200)
    await page.getByRole('button', { name: 'Ghi phần sửa' }).click()
    const card = page.locator('.conflict')
    await card.getByRole('heading', { name: 'Có người vừa sửa bản ghi này' }).waitFor()
    const row = card.locator('tbody tr')
    expect(await row.count(), 'only what both changed is asked about').toBe(1)
    expect((await row.innerText()).replace(/\s+/g, ' ')).toMatch(/Số người.*120.*125.*90/)
    await expectAccessible(page)
    await picture(page, `${name}-conflict`)
    await row.getByRole('radio').last().check({ force: true })
    await card.getByRole('button', { name: 'Ghi theo lựa chọn' }).click()
    await page.getByText('Phiên bản 3').first().waitFor()
    const kept = (await (await fetch(`${API}/records/zones/${id}?scene=${SCENE}`)).json()) as { values: Record<string, unknown> }
    expect([kept.values['residents'], kept.values['households']]).toEqual([90, 30])
    await clean('zones', code)
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([])
    await page.close()
  })

  it('loses nothing typed when the server stops, and is written once when it is back', async () => {
    const code = mark()
    const { page, faults } = await visit(browser, width, height, '#/new/zones')
    await field(page, 'code').locator('input').fill(code)
    await field(page, 'name').locator('input').fill('Khu Hạ, một tên rất dài '.repeat(8).trim())
    await field(page, 'disease').locator('select').selectOption('covid-19')
    await field(page, 'area_id').getByRole('combobox').fill('Vo Cuong')
    await field(page, 'area_id').getByRole('option', { name: /Phường Võ Cường/ }).first().click()
    await field(page, 'opened_on').locator('input[type=text]').fill('9/6/2021')
    // The first answer is lost after the record was written.
    let sent = 0
    await page.route('**/api/v1/records/zones*', async (route) => {
      sent += 1
      if (sent === 1) await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Ghi bản ghi' }).click()
    await page.getByText('Máy chủ chưa trả lời.').waitFor({ timeout: 20_000 })
    await expectAccessible(page)
    await picture(page, `${name}-away`)
    await page.reload()
    await page.getByText(/Đã lấy lại những gì đang nhập dở/).waitFor()
    expect(await field(page, 'code').locator('input').inputValue()).toBe(code)
    await field(page, 'area_id').getByRole('link', { name: 'Phường Võ Cường' }).waitFor()
    await page.unroute('**/api/v1/records/zones*')
    await page.getByRole('button', { name: 'Ghi bản ghi' }).click()
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${code}`) }).waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-long-name`)
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('taicho.draft')))).toEqual([])
    await clean('zones', code)
    expect(faults.filter((fault) => !/ERR_FAILED/.test(fault))).toEqual([])
    await page.close()
  })

  it('is one of many: 5,000 cells with 40 wrong ones are checked before anything is written', async () => {
    const code = mark()
    const rows = Array.from({ length: 833 }, (_, n) => [`${code}-${n}`, `Khu ${n}`, n % 21 === 20 ? 'bệnh lạ' : 'COVID-19', '09187', n === 400 ? '31/2/2021' : '1/6/2021', String(n)])
    const text = [['Mã', 'Tên', 'Bệnh', 'Địa bàn', 'Ngày thiết lập', 'Số người'], ...rows].map((row) => row.join('\t')).join('\n')
    // Pasted onto the list, they go to the table in which they are checked.
    const { page, faults } = await visit(browser, width, height, '#/rows/zones')
    await page.locator('tbody tr[data-row="0"]').waitFor()
    const paste = (text: string) =>
      page.evaluate((text) => {
        const data = new DataTransfer()
        data.setData('text/plain', text)
        document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      }, text)
    await paste(text)
    await page.getByText('40 lỗi trong 833 dòng; chưa ghi gì.').waitFor({ timeout: 20_000 })
    expect(await page.getByRole('button', { name: /^Ghi \d/ }).count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-cell')), 'the first wrong cell').toBe('20:2')
    await page.keyboard.press('F8')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toBe('41:2')
    expect(await page.locator('[data-cell="41:2"]').getAttribute('aria-invalid')).toBe('true')
    await page.getByText(/Dòng 42, Bệnh: /).waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-paste-faults`)
    // Right ones over them, typed and pasted.
    await page.locator('[data-cell="41:2"]').fill('COVID-19')
    await page.getByText('Có ô vừa sửa, chưa kiểm tra lại.').waitFor()
    await page.getByRole('button', { name: 'Xóa bảng' }).click()
    await page.locator('[data-cell="0:0"]').focus()
    await paste(text.replaceAll('bệnh lạ', 'COVID-19').replace('31/2/2021', '1/6/2021'))
    await page.getByText('Không có lỗi: 833 dòng mới, 0 dòng sửa').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Ghi 833 dòng' }).click()
    await page.getByRole('heading', { name: 'Đã ghi 833 dòng mới, 0 dòng sửa' }).waitFor({ timeout: 30_000 })
    await picture(page, `${name}-pasted`)
    await page.getByRole('button', { name: 'Hoàn tác lần nhập này' }).click()
    await give(page, 'Hoàn tác', 'Kiểm thử giao diện')
    await page.getByRole('heading', { name: 'Đã hoàn tác lần nhập' }).waitFor()
    expect(faults).toEqual([])
    await page.close()
  })
})

it('chosen rows are corrected and withdrawn together, and one press takes that back', async () => {
  const code = mark()
  for (const n of [1, 2, 3]) await zone(`${code}-${n}`)
  const { page, faults } = await visit(browser, 1440, 900, '#/rows/zones')
  await page.getByRole('searchbox').fill(code)
  await page.keyboard.press('Enter')
  await page.getByText('3 bản ghi').waitFor()
  await page.getByLabel('Chọn các dòng đã hiện').check()
  await page.getByText('Đã chọn 3').waitFor()
  await page.getByRole('button', { name: 'Sửa một trường' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Trường cần sửa').selectOption('residents')
  await field(page, 'residents').locator('input').fill('77')
  await expectAccessible(page)
  await picture(page, 'desk-bulk')
  await dialog.getByLabel('Lý do').fill('Đếm lại')
  await dialog.getByRole('button', { name: 'Sửa 3 bản ghi' }).click()
  await page.getByText('Đã sửa 3 bản ghi; 0 bản ghi vốn đã như vậy.').first().waitFor()
  await expect.poll(() => page.locator('td[data-label="Số người"]').allInnerTexts()).toEqual(['77', '77', '77'])
  await page.getByRole('button', { name: 'Hoàn tác' }).click()
  await expect.poll(() => page.locator('td[data-label="Số người"]').allInnerTexts()).toEqual(['120', '120', '120'])
  await page.locator('tbody').getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Rút các dòng đã chọn' }).click()
  await give(page, 'Rút', 'Nhầm')
  await page.getByText('Đã rút 1 bản ghi.').first().waitFor()
  await page.getByText('2 bản ghi').waitFor()
  await clean('zones', code)
  expect(faults).toEqual([])
  await page.close()
})

it('a list is laid out, saved, opened again, taken along and printed whole', async () => {
  const title = mark()
  const { page, faults } = await visit(browser, 1440, 900, '#/rows/cases?origin=community')
  await page.getByRole('button', { name: 'Cột', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Ngày khởi phát').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).last().click()
  await page.getByRole('columnheader', { name: 'Ngày khởi phát' }).waitFor()
  await page.getByRole('button', { name: 'Bộ lọc đã lưu' }).click()
  await page.getByLabel('Tên cho bộ lọc đang xem').fill(title)
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  const saved = page.getByRole('dialog').getByRole('link', { name: title, exact: true })
  await saved.waitFor()
  await expectAccessible(page)
  const address = (await saved.getAttribute('href')) ?? ''
  await page.goto(`${url}/#/board`)
  await page.goto(`${url}/${address}`)
  await page.getByRole('columnheader', { name: 'Ngày khởi phát' }).waitFor()
  expect(page.url()).toContain('origin=community')
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Excel', exact: true }).click()])
  expect((await readFile(await table.path())).subarray(0, 2).toString()).toBe('PK')
  // A press anywhere on a row opens its record, and the keys go from row to row.
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-row'))).toBe('1')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/records\/cases\//)
  await page.goBack()
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-row'))).toBe('1')
  await page.locator('tbody tr[data-row="2"] td').nth(3).click()
  await page.waitForURL(/#\/records\/cases\//)

  // On paper stand all rows and the notice of the exercise.
  await page.goto(`${url}/#/rows/cases`)
  await page.getByText('335 bản ghi').waitFor()
  await page.evaluate(() => {
    window.print = () => (document.body.dataset['printed'] = `${document.querySelectorAll('tbody tr[data-row]').length}`)
  })
  expect(await page.locator('tbody tr[data-row]').count()).toBeLessThan(60)
  await page.getByRole('button', { name: 'In danh sách' }).click()
  await expect.poll(() => page.evaluate(() => document.body.dataset['printed'])).toBe('335')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.exercise').innerText()).toMatch(/giả định/)
  await clean('saved-views', undefined, { title })
  expect(faults).toEqual([])
  await page.close()
})

it.each([
  [1440, 900],
  [360, 740],
])('one box goes to any page and record, and every page is under a department, at %i px', async (width, height) => {
  const { page, faults } = await visit(browser, width, height, '#/board')
  if (width > 960) await page.keyboard.press('/')
  else await page.locator('header .find').click()
  await page.getByRole('dialog').getByRole('link', { name: 'Đợt lấy mẫu' }).waitFor()
  await expectAccessible(page)
  await picture(page, `${width}-finder`)
  await page.keyboard.type('nhat ky')
  await expect.poll(() => page.getByRole('dialog').getByRole('link').allInnerTexts()).toEqual(['Nhật ký'])
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Nhật ký thay đổi' }).waitFor()
  // Pages and records of one title stand side by side.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('bn')
  await page.getByRole('dialog').getByRole('link', { name: /^BN21-/ }).first().waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('BN21-0335')
  await page.getByRole('dialog').getByRole('link', { name: /BN21-0335/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'BN21-0335' }).waitFor()
  expect(page.url(), 'no address holds what was looked for').not.toContain('BN21-0335')
  const bar = page.getByRole('navigation', { name: width > 960 ? 'Các trang' : 'Các mảng việc', exact: true })
  expect(await bar.getByRole('link').allInnerTexts()).toEqual(['Chỉ huy', 'Ca bệnh', 'Vùng', 'Lấy mẫu', 'Báo cáo', 'Dữ liệu'])
  if (width < 960) for (const link of await bar.getByRole('link').all()) expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  await page.goto(`${url}/#/no-such-page`)
  await page.getByRole('heading', { level: 1, name: 'Không có trang này' }).waitFor()
  await expectAccessible(page)
  expect(faults).toEqual([])
  await page.close()
})

it('a filter that matches nothing says so, and a very long list is not all in the page', async () => {
  const { page, faults } = await visit(browser, 1440, 900, '#/rows/people')
  await page.getByText('50.000 bản ghi').waitFor({ timeout: 20_000 })
  for (let n = 0; n < 6; n++) {
    await page.locator('.box').evaluate((box) => (box.scrollTop = box.scrollHeight))
    await page.waitForLoadState('networkidle')
  }
  expect(Number(await page.locator('tbody tr[data-row]').last().getAttribute('data-row'))).toBeGreaterThan(300)
  expect(await page.locator('tbody tr[data-row]').count()).toBeLessThan(60)
  await page.goto(`${url}/#/rows/zones?opened_on=1999-01-01..1999-01-02`)
  await page.getByText('Không có bản ghi nào khớp bộ lọc.').waitFor()
  await page.getByText('Hãy bỏ bớt điều kiện lọc hoặc tìm từ khác.').waitFor()
  await expectAccessible(page)
  expect(faults).toEqual([])
  await page.close()
})
