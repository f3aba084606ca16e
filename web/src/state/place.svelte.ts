/** Where the reader is: everything that a shared link must bring back lives in the address after `#`. */
export const ROUTES = ['board', 'rows', 'records', 'new', 'paste', 'plan', 'plans', 'law', 'clocks', 'changes', 'report', 'import', 'jobs', 'start', 'content'] as const
export type Route = (typeof ROUTES)[number]

export type Params = Record<string, string>

/** What a link keeps when it leads to another page; the rest belongs to the page that is left. */
const KEPT = ['scene', 'lang', 'at', 'day', 'of']

export function parsePlace(hash: string): { path: string; route: Route | undefined; parts: string[]; params: Params } {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [first = '', ...parts] = path.split('/')
  const route = first === '' ? 'board' : ROUTES.find((name) => name === first)
  return { path, route, parts: parts.map(decoded), params: Object.fromEntries(new URLSearchParams(search)) }
}

export function writePlace(path: string, params: Params): string {
  const search = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== ''))
  const text = search.toString()
  return `#/${path}${text ? `?${text}` : ''}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

class Place {
  #now = $state.raw(parsePlace(location.hash))

  constructor() {
    addEventListener('hashchange', () => (this.#now = parsePlace(location.hash)))
  }

  /** The page; none where the address names one that there is not. */
  get route(): Route | undefined {
    return this.#now.route
  }

  /** What the address names after the page: a kind, a record. */
  get parts(): string[] {
    return this.#now.parts
  }

  get path(): string {
    return this.#now.path
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

  /** A link to a page that keeps scene, language and day; `parts` stand in its path. */
  to(route: Route, params: Params = {}, ...parts: string[]): string {
    const kept = Object.fromEntries(Object.entries(this.#now.params).filter(([name]) => KEPT.includes(name)))
    return writePlace([route, ...parts.map(encodeURIComponent)].join('/'), { ...kept, ...params })
  }

  /** A link to this page with some parameters changed; an empty text removes one. */
  with(params: Params): string {
    return writePlace(this.path || 'board', { ...this.#now.params, ...params })
  }

  /** Changes parameters; `replace` leaves no step in the browser's history. */
  set(params: Params, replace = false): void {
    this.go(this.with(params), replace)
  }

  /** Goes to an address of the app. */
  go(hash: string, replace = false): void {
    if (hash === location.hash) return
    if (!replace) {
      location.hash = hash
      return
    }
    history.replaceState(history.state, '', hash)
    // The router hears it too.
    dispatchEvent(new HashChangeEvent('hashchange'))
  }
}

export const place = new Place()
