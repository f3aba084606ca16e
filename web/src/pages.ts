import type { Component } from 'svelte'
import type { RouteDefinition } from 'svelte-spa-router'
import wrap from 'svelte-spa-router/wrap'
import Board from './routes/board/Board.svelte'

type Loaded = Promise<{ default: Component }>
const page = (load: () => Loaded) => wrap({ asyncComponent: load as Parameters<typeof wrap>[0]['asyncComponent'] & object })

/** Every page by its address, each read when it is opened; the board, which most people open first, is there at once. */
export const pages: RouteDefinition = {
  '/': Board,
  '/board': Board,
  '/rows/:kind?': page(() => import('./routes/rows/Rows.svelte') as Loaded),
  '/records/:kind/:id': page(() => import('./routes/records/Record.svelte') as Loaded),
  '/new/:kind': page(() => import('./routes/new/New.svelte') as Loaded),
  '/paste/:kind': page(() => import('./routes/paste/Paste.svelte') as Loaded),
  '/plan': page(() => import('./routes/plan/Plan.svelte') as Loaded),
  '/plans': page(() => import('./routes/plans/Plans.svelte') as Loaded),
  '/law': page(() => import('./routes/law/Law.svelte') as Loaded),
  '/clocks': page(() => import('./routes/clocks/Clocks.svelte') as Loaded),
  '/changes/:id?': page(() => import('./routes/changes/Changes.svelte') as Loaded),
  '/import': page(() => import('./routes/import/Import.svelte') as Loaded),
  '/jobs': page(() => import('./routes/jobs/Jobs.svelte') as Loaded),
  '/report': page(() => import('./routes/report/Report.svelte') as Loaded),
  '/start': page(() => import('./routes/start/Start.svelte') as Loaded),
  '/content': page(() => import('./routes/content/Content.svelte') as Loaded),
  '*': page(() => import('./routes/missing/Missing.svelte') as Loaded),
}
