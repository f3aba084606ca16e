import { api, type Query } from '../api/client'
import type { Board, CivilDate, Clocks, Diseases, Instant, Scene, Session, Surroundings, Words } from '../api/types'
import { clock } from './clock.svelte'
import { Loaded } from './loaded.svelte'
import { place } from './place.svelte'
import { dayOf } from './time'

/** The day from which the law in force today applies; it only tells which situation the law page opens. */
const LAW_IN_FORCE_FROM = '2026-07-01'

/** What several pages share: who is on duty, which situation, and the board of the chosen moment. */
class Desk {
  readonly session = new Loaded<Session>()
  readonly board = new Loaded<Board>()
  /** Where the area looked at lies; read where it is asked for, or where nothing else tells its name. */
  readonly around = new Loaded<Surroundings>()
  readonly clocks = new Loaded<Clocks>()
  readonly diseases = new Loaded<Diseases>()
  readonly diseaseNames = $derived(new Map<string, Words>((this.diseases.value?.rows ?? []).map(({ code, name }) => [code, name])))
  /** The last thing done, read out to those who cannot see it. */
  said = $state('')
  private lastPast = $state<string>()

  get scenes(): Scene[] {
    return this.session.value?.scenes ?? []
  }

  get scene(): Scene | undefined {
    const wanted = place.get('scene')
    return this.scenes.find((scene) => scene.id === wanted) ?? (['law', 'clocks'].includes(place.route ?? '') ? this.lawScene : undefined) ?? this.scenes[0]
  }

  /** The situation of a plan of 2021 or 2022 that was looked at last; the first of them before that. */
  get pastScene(): Scene | undefined {
    return this.scenes.find((scene) => scene.id === this.lastPast) ?? this.scenes.find((scene) => scene.plan)
  }

  get lawScene(): Scene | undefined {
    return this.scenes.find((scene) => dayOf(scene.now) >= LAW_IN_FORCE_FROM)
  }

  /** Keeps in mind which situation of a plan is looked at. */
  remember(): void {
    if (this.scene?.plan) this.lastPast = this.scene.id
  }

  /** Whether a real office has not said yet which place it works for. */
  get isHomeless(): boolean {
    const session = this.session.value
    return session !== null && session !== undefined && !session.demo && !session.area && !place.get('area') && !place.get('of')
  }

  get scope(): Query {
    return { scene: this.scene?.id }
  }

  /** The area looked at: of the page's own filter, as chosen in the head of the pages, of the scene or the office. */
  get area(): string | undefined {
    return place.get('area') ?? place.get('of') ?? this.scene?.area.code ?? this.session.value?.area?.code
  }

  get areaName(): string | undefined {
    const code = this.area
    const known = [this.session.value?.area, this.board.value?.area, this.around.value?.area]
    return known.find((area) => area?.code === code)?.name
  }

  /** The moment that boards stand at where none is named, in an office whose place is one of another time. */
  get opensAt(): Instant | undefined {
    const session = this.session.value
    return session && !session.demo ? (session.opens_at ?? undefined) : undefined
  }

  get at(): Instant | undefined {
    return place.get('at') ?? (place.get('day') ? undefined : this.opensAt)
  }

  /** The moment from which something written is known, where a past time is replayed and not lived in. */
  get replaysAt(): Instant | undefined {
    return this.opensAt && this.at
  }

  /** The day looked at. */
  get lookedOn(): CivilDate | '' {
    const at = this.at
    return place.get('day') ?? (at ? dayOf(at) : '')
  }

  /** The area and the moment looked at. */
  get moment(): Query {
    return { ...this.scope, area: this.area, at: this.at }
  }

  get boardQuery(): Query {
    return { ...this.moment, day: place.get('day') }
  }

  loadAround(): Promise<void> {
    const query = this.boardQuery
    return this.around.load((signal) => api.surroundings(query, signal))
  }

  /** How many clocks there are of each state, and those that are overdue. */
  async loadClocks(): Promise<void> {
    const query = { ...this.scope, area: this.area, at: place.get('at'), state: 'overdue' }
    await this.clocks.load((signal) => api.clocks(query, signal))
  }

  async loadBoard(): Promise<void> {
    const query = this.boardQuery
    await this.board.load(async (signal) => {
      const board = await api.board(query, signal)
      clock.hear(board.now)
      return board
    })
  }
}

export const desk = new Desk()
