import { api, type Query } from '../api/client'
import type { Board, Clocks, Diseases, Scene, Session, Words } from '../api/types'
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
  readonly clocks = new Loaded<Clocks>()
  readonly diseases = new Loaded<Diseases>()
  readonly diseaseNames = $derived(new Map<string, Words>((this.diseases.value?.rows ?? []).map(({ code, name }) => [code, name])))
  /** The last thing done, read out to those who cannot see it. */
  said = $state('')

  get scenes(): Scene[] {
    return this.session.value?.scenes ?? []
  }

  get scene(): Scene | undefined {
    const wanted = place.get('scene')
    return this.scenes.find((scene) => scene.id === wanted) ?? (['law', 'clocks'].includes(place.route) ? this.lawScene : undefined) ?? this.scenes[0]
  }

  get planScene(): Scene | undefined {
    return this.scenes.find((scene) => dayOf(scene.now) < LAW_IN_FORCE_FROM)
  }

  get lawScene(): Scene | undefined {
    return this.scenes.find((scene) => dayOf(scene.now) >= LAW_IN_FORCE_FROM)
  }

  /** Whether a real office has not said yet which place it works for. */
  get isHomeless(): boolean {
    const session = this.session.value
    return session !== null && session !== undefined && !session.demo && !session.area && !place.get('area')
  }

  get scope(): Query {
    return { scene: this.scene?.id }
  }

  get area(): string | undefined {
    return place.get('area') ?? this.scene?.area.code ?? this.session.value?.area?.code
  }

  get boardQuery(): Query {
    return { ...this.scope, area: this.area, at: place.get('at'), day: place.get('day') }
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
