import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice, program, type Office } from './office'
import { expectAccessible, launch, picture, visit } from './visit'

/** Records of one zone in Việt Yên, where nobody fell ill for eleven days. */
const table = (name: string, lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n') + '\n') })
const RECORDS = [
  table('vung.csv', ['Mã,Tên,Bệnh,Mã xã,Ngày phong tỏa,Số dân', 'VY-1,Thôn 1,covid-19,07777,20/5/2021,80']),
  table('ca benh.csv', ['Mã ca,Bệnh,Mã xã,status,Nguồn ca,Ngày phát hiện,Mã vùng', 'A1,covid-19,07777,xác định,cộng đồng,25/5/2021,VY-1']),
  table('lay mau.csv', ['Mã vùng,Ngày lấy mẫu,Trong danh sách,Đã lấy mẫu,Dương tính', 'VY-1,4/6/2021,80,80,0']),
]

/** An example of nobody's: the plan of the district, whose numbers are unlike those of the plan it begins with. */
const CHANGES: [string, string][] = [
  ['cited_as = "Kế hoạch số 23/KH-BCĐ ngày 17/6/2021"', 'cited_as = "Ví dụ: kế hoạch của huyện Việt Yên"'],
  ['canonical = "23/KH-BCĐ"', 'canonical = "VÍ DỤ 01/KH-UBND"'],
  ['jurisdiction = "27/256"', 'jurisdiction = "222"'],
  ['issued_on = 2021-06-17', 'issued_on = 2021-06-01'],
  ['in_force_from = 2021-06-17', 'in_force_from = 2021-06-01'],
  ['in_force_to = 2021-06-25', 'in_force_to = 2021-06-20'],
  ['id = "lift_days"\nvalue = 14', 'id = "lift_days"\nvalue = 9'],
]

let browser: Browser
let office: Office
beforeAll(async () => {
  if (program) [browser, office] = await Promise.all([launch(), openOffice()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const editor = (page: Page) => page.getByRole('textbox', { name: /^Nội dung/ })

async function change(page: Page, changes: [string, string][]): Promise<void> {
  let text = await editor(page).inputValue()
  for (const [from, to] of changes) {
    expect(text, from).toContain(from)
    text = text.replace(from, to)
  }
  await editor(page).fill(text)
}

async function check(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes('/content/preview'))
  await page.getByRole('button', { name: 'Kiểm tra và xem trước' }).click()
  expect((await answered).status()).toBe(200)
}

async function keep(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Ghi và áp dụng' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Lý do').fill(reason)
  await dialog.getByRole('button', { name: 'Ghi và áp dụng' }).click()
  await dialog.waitFor({ state: 'detached' })
}

describe.skipIf(!program).each([
  { name: 'desk', width: 1440, height: 900, step: 0 },
  { name: 'phone', width: 360, height: 740, step: 1 },
])('an office on its first day, at the $name', ({ name, width, height, step }) => {
  it.runIf(step === 0)('chooses its place, brings records and writes a plan of its own, which changes what is proposed', async () => {
    const { page, faults } = await visit(browser, width, height, '#/board', office.url)
    await page.getByRole('heading', { name: 'Chọn địa bàn làm việc' }).waitFor()
    await page.getByLabel('Vào ngày').fill('2021-06-05')
    await page.getByLabel('Người ký văn bản').fill('Nguyễn Thí Dụ')
    await page.getByLabel('Bệnh đang tập trung chống dịch').selectOption('covid-19')
    await page.getByLabel('Tên hoặc mã đơn vị').fill('việt yên')
    await expectAccessible(page)
    await picture(page, `${name}-fresh-1-start`)
    await page.getByRole('button', { name: 'Chọn Huyện Việt Yên' }).click()
    await page.getByRole('heading', { name: 'Huyện Việt Yên', exact: true }).waitFor({ timeout: 30_000 })

    // The days of the timeline are those around the day looked at, which is chosen.
    await page.locator('[data-day="2021-06-05"][aria-current]').waitFor()
    expect(await page.locator('[data-day="2021-05-28"]').count()).toBe(1)
    expect(await page.locator('[data-day="2021-06-12"]').count()).toBe(1)
    await picture(page, `${name}-fresh-2-board`)

    await page.goto(`${office.url}/#/import`)
    const checked = page.waitForResponse((response) => response.url().includes('/imports'))
    await page.locator('input[type=file]').setInputFiles(RECORDS)
    expect((await checked).status()).toBe(200)
    await page.getByRole('button', { name: 'Xác nhận ghi' }).click()
    await page.getByRole('heading', { name: 'Đã ghi 3 dòng mới, 0 dòng sửa' }).waitFor()

    await page.goto(`${office.url}/#/content`)
    await page.getByText('Chưa có quy định nào của địa phương').waitFor()
    await page.getByLabel('Bắt đầu từ mẫu').selectOption('rules/vn-covid-2021/23-kh-bcd/rules.toml')
    await page.getByLabel('Tên ngắn').fill('vi-du-viet-yen')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Soạn từ mẫu này' }).click()
    await expect.poll(() => editor(page).inputValue()).toContain('23/KH-BCĐ')

    // A fault is told with its line, and cannot be kept.
    await change(page, [['jurisdiction = "27/256"', 'jurisdiction = "VN"']])
    await check(page)
    await page.getByText('1 lỗi cần sửa').waitFor()
    expect(await page.getByRole('button', { name: 'Ghi và áp dụng' }).isDisabled()).toBe(true)
    await change(page, [['jurisdiction = "VN"', 'jurisdiction = "27/256"']])
    await change(page, CHANGES)
    await check(page)
    await page.getByText('Nếu áp dụng, đề xuất thay đổi như sau').waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-fresh-3-preview`)
    await keep(page, 'Kế hoạch ví dụ của huyện')
    await page.getByText('Các bản đã ghi (1)').waitFor()
    await page.goto(`${office.url}/#/board`)
    await page.locator('[data-proposal*="|zone_lift|lift|"]').first().waitFor()
    expect(faults).toEqual([])
    await page.close()
  })

  it('edits the plan on the page, and the board proposes by it at once', async () => {
    const lifted = step === 0
    const { page, faults } = await visit(browser, width, height, '#/content', office.url)
    await page.getByRole('heading', { name: 'Thêm quy định' }).waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-fresh-7-list`)
    await page.getByRole('link', { name: /Ví dụ: kế hoạch của huyện Việt Yên/ }).click()
    await expect.poll(() => editor(page).inputValue()).toContain('VÍ DỤ 01/KH-UBND')
    await change(page, lifted ? [['id = "lift_days"\nvalue = 9', 'id = "lift_days"\nvalue = 12']] : [['id = "lift_days"\nvalue = 12', 'id = "lift_days"\nvalue = 8']])
    await check(page)
    await expectAccessible(page)
    await picture(page, `${name}-fresh-4-edit`)
    await keep(page, 'Sửa số ngày')
    await page.getByText(/^Các bản đã ghi \([23]\)$/).waitFor()
    await page.goto(`${office.url}/#/board`)
    await page.getByRole('heading', { name: 'Huyện Việt Yên', exact: true }).waitFor()
    const lift = page.locator('[data-proposal*="|zone_lift|lift|"]')
    await expect.poll(() => lift.count()).toBe(lifted ? 0 : 1)
    await picture(page, `${name}-fresh-6-board`)
    expect(faults).toEqual([])
    await page.close()
  })

  it('goes from its own board to the communes under it and back, and never to nowhere', async () => {
    const { page, faults } = await visit(browser, width, height, '#/board', office.url)
    await page.getByRole('heading', { name: 'Huyện Việt Yên', exact: true }).waitFor()
    const asked: string[] = []
    page.on('response', (response) => asked.push(`${response.status()} ${response.url()}`))
    await page.getByTitle('Chọn địa bàn để xem').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'Các đơn vị trực thuộc' }).waitFor()
    await expectAccessible(page)
    await picture(page, `${name}-fresh-5-areas`)
    // What is loaded is no list of the country.
    expect(await dialog.locator('li').count()).toBeLessThan(40)
    await dialog.getByRole('link', { name: 'Thị trấn Bích Động' }).click()
    await page.getByRole('heading', { name: 'Thị trấn Bích Động', exact: true }).waitFor()
    expect(page.url()).toContain('of=07777')
    await page.getByTitle('Chọn địa bàn để xem').click()
    await dialog.getByRole('link', { name: 'Tỉnh Bắc Giang' }).waitFor()
    await dialog.getByLabel('Tìm theo tên hoặc mã').fill('hiệp hòa')
    await dialog.getByRole('link', { name: /^Huyện Hiệp Hòa/ }).waitFor()
    await dialog.getByRole('link', { name: 'Về Huyện Việt Yên' }).click()
    await page.getByRole('heading', { name: 'Huyện Việt Yên', exact: true }).waitFor()
    // An address that names neither area nor moment is the office's own board.
    await page.goto(`${office.url}/#/report`)
    await page.goto(`${office.url}/#/board`)
    await page.getByRole('heading', { name: 'Huyện Việt Yên', exact: true }).waitFor()
    expect(asked.filter((line) => /^[45]/.test(line))).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })
})
