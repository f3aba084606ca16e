import type { ContentTemplate } from '../../api/types'

/** Where a file that begins with a template stands; none while its name is no name of a folder. */
export function pathFor(template: ContentTemplate, name: string, home: string): string | null {
  switch (template.sort) {
    case 'report_head':
      return home ? `reports/daily/${home}.toml` : null
    case 'order_head':
      return home ? `reports/order/${home}.toml` : null
  }
  if (!/^[A-Za-z0-9-]{1,80}$/.test(name)) return null
  switch (template.sort) {
    case 'measures':
      return `measures/${name}.toml`
    case 'plan':
      return `rules/${familyOf(home)}/${name}/plan.csv`
    default:
      return `rules/${template.path.split('/')[1] ?? ''}/${name}/${template.path.split('/').at(-1) ?? ''}`
  }
}

/** Districts, whose codes have three figures, were of the three levels before July 2025. */
function familyOf(home: string): string {
  return home.length === 3 ? 'vn-covid-2021' : 'vn-2026'
}
