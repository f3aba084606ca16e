import { api, type Query } from '../api/client'
import type { Board, Diseases, Scene, Session, Words } from '../api/types'
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
    return this.scenes.find((scene) => scene.id === wanted) ?? (place.route === 'law' ? this.lawScene : undefined) ?? this.scenes[0]
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
