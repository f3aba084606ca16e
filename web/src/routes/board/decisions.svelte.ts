import { api } from '../../api/client'
import type { Outcome, Proposal } from '../../api/types'
import { kindName, subject, valueName } from '../../components/proposal'
import { desk } from '../../state/desk.svelte'
import { problemOf } from '../../state/loaded.svelte'
import { place } from '../../state/place.svelte'
import { t } from '../../words/words'

export interface Answer {
  outcome: Outcome
  value?: string
  reason?: string
}

/** Sends decisions and waits for the program's word before the page shows any of it as done. */
class Decisions {
  message = $state('')
  /** Keys of the proposals whose decision is on its way. */
  sending = $state<string[]>([])

  async decide(proposal: Proposal, answer: Answer): Promise<void> {
    await this.#send([proposal.key], () => this.#post(proposal, answer))
    this.#say(t('decide.done', { what: this.#describe(proposal, answer) }))
  }

  async undo(proposal: Proposal, reason: string): Promise<void> {
    const { decision } = proposal
    if (!decision) return
    await this.#send([proposal.key], async () => {
      await api.undo(desk.scope, decision.change_id, reason)
    })
    this.#say(t('decide.done', { what: `${t('decide.undo')}, ${subject(proposal).main}` }))
  }

  /** Approves one after another; those that fail are told apart, the others stay done. */
  async approveAll(proposals: Proposal[], onprogress: (done: number) => void): Promise<void> {
    let failed = 0
    let why = ''
    for (const [i, proposal] of proposals.entries()) {
      try {
        await this.#post(proposal, { outcome: 'approved' })
      } catch (error) {
        failed++
        const problem = problemOf(error)
        why = (place.lang === 'vi' ? problem.detail_vi : problem.detail) ?? problem.title
      }
      onprogress(i + 1)
    }
    await desk.loadBoard()
    this.#say(failed > 0 ? t('decide.failed_some', { n: failed, why }) : t('decide.done', { what: t('decide.confirm_all', { n: proposals.length }) }))
  }

  async #send(keys: string[], write: () => Promise<unknown>): Promise<void> {
    this.sending = [...this.sending, ...keys]
    try {
      await write()
      await desk.loadBoard()
    } finally {
      this.sending = this.sending.filter((key) => !keys.includes(key))
    }
  }

  #post(proposal: Proposal, answer: Answer): Promise<unknown> {
    const at = desk.at ?? desk.board.value?.as_of ?? ''
    return api.decide(desk.scope, { proposal_key: proposal.key, at, ...answer })
  }

  #describe(proposal: Proposal, answer: Answer): string {
    const verb = t(({ approved: 'decide.approve', rejected: 'decide.reject', overridden: 'decide.override' } as const)[answer.outcome])
    return `${verb} – ${subject(proposal).main}, ${kindName(proposal.kind)}: ${valueName(proposal.kind, answer.value ?? proposal.value)}`
  }

  #say(message: string): void {
    this.message = message
    desk.said = message
  }
}

export const decisions = new Decisions()
