import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answer, proposal, undo } from './decide'
import { expectAccessible, launch, picture, visit } from './visit'

const SUOI_HOA = '09187'
const TIEN_AN = '09178'
const ZONES = new URL('fixtures/vung-cach-ly.xlsx', import.meta.url).pathname
const ROUNDS = { name: 'lay-mau.csv', mimeType: 'text/csv', buffer: Buffer.from('zone_code,taken_on,listed,sampled\nE2E-1,2021-06-17,80,80\n') }
const BAD = {
  name: 'ca-benh.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'source_key,disease,area_code,status,case_origin,setting,found_on',
      'E2E-1,covid-19,99999,confirmed,community,quarter,2021-06-17',
      'E2E-2,covid-19,09187,=1+1,community,quarter,31/02/2021',
    ].join('\n'),
  ),
}

let browser: Browser
beforeAll(async () => void (browser = await launch()))
afterAll(() => browser.close())

const bytes = async (page: Page, click: () => Promise<void>): Promise<{ name: string; content: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) }
}

async function choose(page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> {
  const checked = page.waitForResponse((response) => response.url().includes('/imports'))
  await page.locator('input[type=file]').setInputFiles(files)
  expect((await checked).status()).toBe(200)
}

describe.each([
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 360, height: 740 },
])('the work of an office at the $name', ({ name, width, height }) => {
  it('rejects and decides otherwise, each with its reason', async () => {
    const { page, faults } = await visit(browser, width, height, '#/board?show=distancing_tier')
    for (const ward of [SUOI_HOA, TIEN_AN]) {
      await proposal(page, ward).waitFor()
      if ((await proposal(page, ward).locator('[data-outcome]').count()) > 0) await undo(page, ward)
    }
    const rejected = proposal(page, SUOI_HOA)
    await rejected.getByRole('button', { name: 'Căn cứ' }).click()
    await rejected.getByRole('button', { name: 'Không chấp thuận' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-reject`)
    await answer(page, 'Ghi nhận không chấp thuận', 'Còn ca nghi ngờ chờ kết quả')
    await rejected.locator('[data-outcome="rejected"]').getByText('Còn ca nghi ngờ chờ kết quả').waitFor()

    const other = proposal(page, TIEN_AN)
    await other.getByRole('button', { name: 'Căn cứ' }).click()
    await other.getByRole('button', { name: 'Quyết định khác' }).click()
    await page.getByRole('dialog').getByLabel('Giá trị quyết định').selectOption('19')
    await picture(page, `${name}-override`)
    await answer(page, 'Ghi nhận quyết định khác', 'Chợ đầu mối cần mở lại')
    const made = other.locator('[data-outcome="overridden"]')
    await made.getByText('Quyết định khác: Chỉ thị 19').waitFor()
    expect(await made.innerText()).toContain('Người trực tại máy')
    await picture(page, `${name}-decided`)
    for (const ward of [SUOI_HOA, TIEN_AN]) await undo(page, ward)
    expect(faults).toEqual([])
    await page.close()
  })

  it('checks files first, writes them as one import, and takes it back', async () => {
    const { page, faults } = await visit(browser, width, height, '#/import')
    await choose(page, BAD)
    await page.getByRole('heading', { name: '3 lỗi cần sửa' }).waitFor()
    expect(await page.getByRole('button', { name: 'Xác nhận ghi' }).count()).toBe(0)
    const place = page.locator('tbody tr', { hasText: '99999' })
    expect((await place.innerText()).replace(/\s+/g, ' ')).toMatch(/2 C area_code/)
    await expectAccessible(page)
    await picture(page, `${name}-import-faults`)
    const list = await bytes(page, () => page.getByRole('button', { name: 'Tải danh sách lỗi' }).click())
    expect(list.name).toMatch(/\.csv$/)
    expect(list.content.toString('utf8').split('\r\n').length).toBe(5)

    await choose(page, [ROUNDS, { name: 'vung-cach-ly.xlsx', mimeType: 'application/octet-stream', buffer: await readFile(ZONES) }])
    await page.getByRole('heading', { name: 'Không có lỗi: 3 dòng mới, 0 dòng sửa' }).waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-import-checked`)
    await page.getByRole('button', { name: 'Xác nhận ghi' }).click()
    await page.getByRole('heading', { name: 'Đã ghi 3 dòng mới, 0 dòng sửa' }).waitFor()
    await picture(page, `${name}-import-written`)

    await page.getByRole('button', { name: 'Hoàn tác lần nhập này' }).click()
    await answer(page, 'Hoàn tác', 'Gửi nhầm tệp')
    await page.getByRole('heading', { name: 'Đã hoàn tác lần nhập' }).waitFor()
    await page.goto(`${page.url().split('#')[0]}#/rows?kind=zones&area=${SUOI_HOA}`)
    await page.getByText(/^\d+ bản ghi$/).waitFor()
    expect(await page.getByText('E2E-1', { exact: true }).count()).toBe(0)
    expect(faults).toEqual([])
    await page.close()
  })

  it('narrows a list, and its link holds the filters', async () => {
    const { page, faults } = await visit(browser, width, height, '#/rows?kind=cases')
    if (width <= 720) await page.getByRole('button', { name: /^Bộ lọc(?! đã)/ }).click()
    await page.getByRole('combobox', { name: /^Nguồn gốc/ }).selectOption('community')
    await page.getByLabel('Ngày phát hiện: từ', { exact: true }).fill('14/6/2021')
    await page.waitForURL(/found_on=2021-06-14.*origin=community|origin=community.*found_on=2021-06-14/)
    await page.getByText(/^\d+ bản ghi$/).waitFor()
    const total = async () => Number((await page.getByText(/^\d+ bản ghi$/).innerText()).replace(/\D/g, ''))
    await expect.poll(total).toBeLessThan(20)
    await expectAccessible(page)
    expect(faults).toEqual([])
    await page.close()
  })
})

it.each([
  [1440, 900],
  [360, 740],
])('finds people without marks and sorts them, and no address holds what was looked for, at %i px', async (width, height) => {
  const { page, faults } = await visit(browser, width, height, '#/rows?kind=people')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.getByRole('searchbox').fill('nguyen van')
  await page.getByRole('button', { name: 'Tìm', exact: true }).click()
  await page.getByText(/^[\d.]+ bản ghi$/).waitFor()
  const names = () => page.locator('td[data-label="Họ và tên"]').allInnerTexts()
  for (const name of await names()) expect(name.normalize('NFD').replace(/\p{M}/gu, '')).toMatch(/Nguyen|Van/)
  if (width > 720) await page.getByRole('button', { name: 'Năm sinh' }).click()
  else {
    await page.getByRole('button', { name: /^Bộ lọc(?! đã)/ }).click()
    await page.getByLabel('Sắp xếp theo').selectOption('birth_year')
  }
  await page.waitForURL(/sort=birth_year/)
  const years = async () => (await page.locator('td[data-label="Năm sinh"]').allInnerTexts()).filter((year) => year !== '–')
  await expect.poll(async () => (await years()).length).toBeGreaterThan(10)
  await expect.poll(async () => String(await years())).toBe(String((await years()).toSorted()))
  await page.getByRole('searchbox').fill('khongcoai')
  await page.keyboard.press('Enter')
  await page.getByText('Không có bản ghi nào khớp bộ lọc.').waitFor()
  expect([...asked, page.url()].filter((url) => /nguyen|khongcoai/i.test(url))).toEqual([])
  await expectAccessible(page)
  expect(faults).toEqual([])
  await page.close()
})

it('says at the law of today what cannot be told, and names diseases', async () => {
  const { page, faults } = await visit(browser, 360, 740, '#/law')
  const open = page.locator('details', { has: page.getByRole('heading', { name: 'Chưa đủ dữ liệu để kết luận' }) })
  await open.waitFor()
  // More than a few are folded away.
  if (!(await open.evaluate((details: HTMLDetailsElement) => details.open))) await open.locator('summary').click()
  await page.getByText('Bệnh lưu hành tại xã').first().waitFor()
  const text = await page.innerText('main')
  expect(text).toContain('sốt xuất huyết Dengue')
  expect(text).not.toMatch(/measles|hand-foot-mouth|\bdengue\b/)
  await expectAccessible(page)
  expect(faults).toEqual([])
  await page.close()
})

it('counts what is overdue, lists it first and leads to its record', async () => {
  const { page, faults } = await visit(browser, 360, 740, '#/law')
  await page.getByRole('link', { name: /\d+ quá hạn/ }).click()
  await page.getByRole('heading', { name: /^Thời hạn tại/ }).waitFor()
  const main = page.locator('main')
  await main.getByRole('heading', { name: 'Quá hạn' }).waitFor()
  expect((await main.locator('h2').allInnerTexts()).slice(0, 3)).toEqual(['Quá hạn', 'Còn thời hạn', 'Chưa rõ thời hạn'])
  const text = await main.innerText()
  expect(text).toContain('Chưa ghi: Lúc phát hiện')
  expect(text).not.toMatch(/measles|isolation_step/)
  expect(await main.getByText('Đúng hạn', { exact: true }).first().isVisible()).toBe(false)
  await expectAccessible(page)
  await main.getByRole('link', { name: 'KB26-CL-01' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'KB26-CL-01' }).waitFor()
  await main.getByText('Tại nhà, nơi lưu trú').first().waitFor()
  expect(faults).toEqual([])
  await page.close()
})

it('hands the report out as files that are what their names say', async () => {
  const { page, faults } = await visit(browser, 1440, 900, '#/report')
  for (const [word, ending, magic, part] of [
    ['PDF', 'pdf', '%PDF-', ''],
    ['Word', 'docx', 'PK\x03\x04', 'word/document.xml'],
    ['Excel', 'xlsx', 'PK\x03\x04', 'xl/workbook.xml'],
  ] as const) {
    const { name, content } = await bytes(page, () => page.getByRole('link', { name: new RegExp(`^${word}`) }).click())
    expect(name, word).toMatch(new RegExp(`\\.${ending}$`))
    expect(content.length, word).toBeGreaterThan(5_000)
    expect(content.subarray(0, magic.length).toString('latin1'), word).toBe(magic)
    expect(content.includes(part), word).toBe(true)
  }
  expect(faults).toEqual([])
  await page.close()
})

it('tells what the program does by itself, in the language of the reader', async () => {
  const { page, faults } = await visit(browser, 360, 740, '#/jobs')
  const done = page.locator('li', { hasText: 'Xong' })
  await done.filter({ hasText: 'Kiểm tra toàn bộ dữ liệu' }).filter({ hasText: 'không có lỗi' }).first().waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'EN' }).first().click()
  await page.locator('li', { hasText: 'Check all data' }).filter({ hasText: 'no fault' }).first().waitFor()
  expect(await page.locator('main ul').innerText()).not.toMatch(/[ăâđêôơư]|lỗi/i)
  expect(faults).toEqual([])
  await page.close()
})
