/** Where the reader is: everything that a shared link must bring back lives in the address after `#`. */
export type Route = 'board' | 'rows' | 'plan' | 'plans' | 'law' | 'clocks' | 'changes' | 'report' | 'import' | 'jobs' | 'start' | 'content'
const ROUTES: readonly Route[] = ['board', 'rows', 'plan', 'plans', 'law', 'clocks', 'changes', 'report', 'import', 'jobs', 'start', 'content']

export type Params = Record<string, string>

/** What a link keeps when it leads to another page; the rest belongs to the page that is left. */
const KEPT = ['scene', 'lang', 'at', 'day', 'of']

export function parsePlace(hash: string): { route: Route; params: Params } {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const route = ROUTES.find((name) => name === path) ?? 'board'
  return { route, params: Object.fromEntries(new URLSearchParams(search)) }
}

export function writePlace(route: Route, params: Params): string {
  const search = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== ''))
  const text = search.toString()
  return `#/${route}${text ? `?${text}` : ''}`
}

class Place {
  #now = $state(parsePlace(location.hash))

  constructor() {
    addEventListener('hashchange', () => (this.#now = parsePlace(location.hash)))
  }

  get route(): Route {
    return this.#now.route
  }

  get lang(): 'vi' | 'en' {
    return this.#now.params['lang'] === 'en' ? 'en' : 'vi'
  }

  get(name: string): string | undefined {
    return this.#now.params[name] || undefined
  }

  /** All parameters of this page, for the pages whose filters are their parameters. */
  get params(): Params {
    return this.#now.params
  }

  /** A link to a page that keeps scene, language and day. */
  to(route: Route, params: Params = {}): string {
    const kept = Object.fromEntries(Object.entries(this.#now.params).filter(([name]) => KEPT.includes(name)))
    return writePlace(route, { ...kept, ...params })
  }

  /** A link to this page with some parameters changed; an empty text removes one. */
  with(params: Params): string {
    return writePlace(this.route, { ...this.#now.params, ...params })
  }

  /** Changes parameters; `replace` leaves no step in the browser's history. */
  set(params: Params, replace = false): void {
    const hash = this.with(params)
    if (hash === location.hash) return
    if (replace) {
      history.replaceState(null, '', hash)
      this.#now = parsePlace(hash)
    } else location.hash = hash
  }
}

export const place = new Place()
