import axe from 'axe-core'
import { mkdir } from 'node:fs/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import { expect } from 'vitest'

export const url = process.env['E2E_URL'] ?? ''
const shots = process.env['E2E_SHOTS']
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
}

/** A page that keeps what must not happen: console errors and requests that leave the program. */
export interface Visit {
  page: Page
  faults: string[]
}

export async function visit(browser: Browser, width: number, height: number, hash: string, root = url): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width, height } })
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
  page.on('request', (request) => {
    const target = request.url()
    if (!target.startsWith(root) && !target.startsWith('data:')) faults.push(`left the program: ${target}`)
  })
  await page.goto(`${root}/${hash}`)
  await page.locator('h1').waitFor({ timeout: 10_000 }).catch(async () => {
    throw new Error(`${hash} has no heading; it shows: ${(await page.innerText('body')).slice(0, 200)}; faults: ${faults.join('; ')}`)
  })
  return { page, faults }
}

export async function picture(page: Page, name: string): Promise<void> {
  if (!shots) return
  await mkdir(shots, { recursive: true })
  await page.screenshot({ path: `${shots}/${name}.png` })
}

/** Fails on any breach of WCAG 2.2 A and AA that the checker can see, and on a page wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wide, 'pixels over the width of the screen').toBeLessThanOrEqual(0)
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const result = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: tags })
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)
  })
  expect(found).toEqual([])
}
