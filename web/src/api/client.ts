import type {
  AreaRef,
  ContentList,
  ContentPreview,
  ContentText,
  KeptContent,
  Surroundings,
  Board,
  ChangePage,
  Clocks,
  ContentDraft,
  DecisionRequest,
  Diseases,
  History,
  Findings,
  ImportReport,
  Jobs,
  Kept,
  KeptMany,
  Named,
  Opened,
  OpenedChange,
  Referrers,
  Outlines,
  PlanComparison,
  PlanList,
  PlanText,
  Problem,
  RecordedDecision,
  RowPage,
  Session,
  Undone,
  UnitList,
  WantedContent,
} from './types'
import type { Kind } from '../state/kinds.svelte'

export type Query = Record<string, string | number | null | undefined>

/** A refused or failed request, with the problem as the server words it in both languages. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title)
  }
}

const ROOT = '/api/v1'

export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `${ROOT}${path}${text ? `?${text}` : ''}`
}

async function call<T>(path: string, query: Query, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(apiUrl(path, query), {
    ...init,
    headers: { accept: 'application/json', ...init.headers },
  }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause
    throw new ApiError({ type: 'about:blank', title: 'The program does not answer.', status: 0, code: 'unreachable' })
  })
  if (!answer.ok) throw new ApiError(await problemOf(answer))
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** How long to wait before a write is sent once more; after the last one its failure is shown. */
const PAUSES_MS = [400, 1_500, 4_000]

/** What leaves open whether a write was done, or says that it may be sent again soon. */
const AGAIN = ['unreachable', 'outcome_unknown', 'busy']

/** Sends a write under a name, so that it takes effect once although a lost answer makes it be sent again. */
async function write<T>(path: string, query: Query, init: RequestInit, request = requestId()): Promise<T> {
  const sent = { method: 'POST', ...init, headers: { ...init.headers, 'idempotency-key': request } }
  for (const pause of PAUSES_MS) {
    try {
      return await call<T>(path, query, sent)
    } catch (error) {
      if (!(error instanceof ApiError) || !AGAIN.includes(error.problem.code)) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return call<T>(path, query, sent)
}

/** A name for a write, under which it takes effect once however often it is sent. */
export function requestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function problemOf(answer: Response): Promise<Problem> {
  const unnamed = { type: 'about:blank', title: answer.statusText, status: answer.status, code: 'unknown' }
  if (!answer.headers.get('content-type')?.includes('json')) return unnamed
  return { ...unnamed, ...((await answer.json()) as Partial<Problem>) }
}

function post<T>(path: string, query: Query, body: unknown, request?: string): Promise<T> {
  return write(path, query, inJson(body), request)
}

function inJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** The path of a record, whose id may hold any sign. */
function recordPath(kind: string, id: string): string {
  return `/records/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`
}

/** What a person wrote into the fields of a record; null clears one. */
export type Entered = Record<string, string | null>

/** The question of a list as a body, where an address would keep what nobody else may read. */
function searched({ scene: _, area, at, cursor, limit, count, sort, ...filters }: Query, search: string) {
  return { search: search || undefined, area, at, cursor, limit, count: count === 'true', sort, filters }
}

export const api = {
  session: (signal?: AbortSignal) => call<Session>('/session', {}, { signal: signal ?? null }),
  kinds: (signal: AbortSignal) => call<Kind[]>('/kinds', {}, { signal }),
  diseases: (signal?: AbortSignal) => call<Diseases>('/diseases', {}, { signal: signal ?? null }),
  board: (query: Query, signal: AbortSignal) => call<Board>('/board', query, { signal }),
  clocks: (query: Query, signal: AbortSignal) => call<Clocks>('/clocks', query, { signal }),
  outlines: (query: Query, signal: AbortSignal) => call<Outlines>('/outlines', query, { signal }),
  rows: (path: string, query: Query, signal: AbortSignal) => call<RowPage>(path, query, { signal }),
  /** Rows found by words, which no address may hold. */
  search: (path: string, query: Query, search: string, signal: AbortSignal) => call<RowPage>(`/searches${path}`, { scene: query['scene'] }, { signal, ...inJson(searched(query, search)) }),
  /** The same as a file. */
  searchedTable: async (path: string, query: Query, search: string): Promise<Blob> => {
    const answer = await fetch(apiUrl(`/tables${path}`, { scene: query['scene'] }), inJson(searched(query, search)))
    if (!answer.ok) throw new ApiError(await problemOf(answer))
    return answer.blob()
  },
  find: (query: Query, search: string, area: string | undefined, signal: AbortSignal) => call<Findings>('/findings', query, { signal, ...inJson({ search, area }) }),
  names: (query: Query, records: Record<string, string[]>) => call<{ rows: Named[] }>('/names', query, inJson({ records })),
  record: (kind: string, id: string, query: Query, signal: AbortSignal) => call<Opened>(recordPath(kind, id), query, { signal }),
  referrers: (kind: string, id: string, query: Query, signal: AbortSignal) => call<Referrers[]>(`${recordPath(kind, id)}/referrers`, query, { signal }),
  createRecord: (kind: string, query: Query, values: Entered, request: string) => post<Kept>(`/records/${encodeURIComponent(kind)}`, query, { values }, request),
  correctRecord: (kind: string, id: string, query: Query, correction: { version: number; values: Entered; reason?: string }, request: string) =>
    write<Kept>(recordPath(kind, id), query, { ...inJson(correction), method: 'PATCH' }, request),
  correctRecords: (kind: string, query: Query, body: { rows: Record<string, number>; values: Entered; reason?: string }) => post<KeptMany>(`/corrections/${encodeURIComponent(kind)}`, query, body),
  attach: (query: Query, file: Blob) => write<unknown>('/attachments', query, { body: file, headers: { 'content-type': 'application/octet-stream' } }),
  withdrawRecords: (kind: string, query: Query, body: { rows: Record<string, number>; reason: string }) => post<KeptMany>(`/withdrawals/${encodeURIComponent(kind)}`, query, body),
  history: (kind: string, id: string, query: Query, signal?: AbortSignal) =>
    call<History>(`/history/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`, query, { signal: signal ?? null }),
  changes: (query: Query, signal: AbortSignal) => call<ChangePage>('/changes', query, { signal }),
  change: (id: string, query: Query, signal: AbortSignal) => call<OpenedChange>(`/changes/${encodeURIComponent(id)}`, query, { signal }),
  jobs: (signal?: AbortSignal) => call<Jobs>('/jobs', {}, { signal: signal ?? null }),
  planComparison: (query: Query, signal: AbortSignal) =>
    call<PlanComparison>('/plan-comparison', query, { signal }),
  plans: (query: Query, signal: AbortSignal) => call<PlanList>('/plans', query, { signal }),
  plan: (id: string, query: Query, signal: AbortSignal) => call<PlanText>(`/plans/${encodeURIComponent(id)}`, query, { signal }),
  decide: (query: Query, body: DecisionRequest) => post<RecordedDecision>('/decisions', query, body),
  importFiles: (query: Query, files: { name: string; content: Blob; kind: string }[], request?: string) => {
    const body = new FormData()
    for (const file of files) body.append(file.kind || 'file', file.content, file.name)
    return write<ImportReport>('/imports', query, { body }, request)
  },
  units: (search: string, on: string, signal: AbortSignal) => call<UnitList>('/units', { search, on }, { signal }),
  setHome: (home: { area_code: string; on: string | null; signer: string | null; disease: string | null }) => post<AreaRef>('/home', {}, home),
  surroundings: (query: Query, signal: AbortSignal) => call<Surroundings>('/surroundings', query, { signal }),
  content: (query: Query, signal: AbortSignal) => call<ContentList>('/content', query, { signal }),
  contentFile: (query: Query, signal: AbortSignal) => call<ContentText>('/content/file', query, { signal }),
  contentTemplate: (path: string) => call<{ text: string }>('/content/template', { path }),
  previewContent: (draft: ContentDraft) => post<ContentPreview>('/content/preview', {}, draft),
  keepContent: (wanted: WantedContent) => post<KeptContent>('/content/file', {}, wanted),
  undo: (query: Query, change: string, reason: string) =>
    post<Undone>(`/changes/${encodeURIComponent(change)}/undo`, query, { reason }),
}
