import { expect, it } from 'vitest'
import type { ContentTemplate } from '../../api/types'
import { pathFor } from './paths'

const template = (sort: ContentTemplate['sort'], path: string): ContentTemplate => ({ sort, path, title: { vi: '', en: '' } })

it('puts a file where its kind belongs', () => {
  const rules = template('rules', 'rules/vn-2026/15-2026-tt-byt/rules.toml')
  expect(pathFor(rules, 'ke-hoach', '26647')).toBe('rules/vn-2026/ke-hoach/rules.toml')
  for (const name of ['', 'kế hoạch', '../x', 'a/b', 'x'.repeat(81)]) expect(pathFor(rules, name, '26647')).toBeNull()
  expect(pathFor(template('measures', 'indicators.toml'), 'cua-xa', '26647')).toBe('measures/cua-xa.toml')
  expect(pathFor(template('report_head', 'reports/daily/default.toml'), '', '222')).toBe('reports/daily/222.toml')
  expect(pathFor(template('order_head', 'reports/order/default.toml'), '', '')).toBeNull()
  expect(pathFor(template('plan', 'plan.csv'), 'ke-hoach', '222')).toBe('rules/vn-covid-2021/ke-hoach/plan.csv')
})
