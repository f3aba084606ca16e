import { kinds } from '../../state/kinds.svelte'
import { number } from '../../words/format'
import { say } from '../../words/words'

/** How many versions of each kind a change wrote, as a person says it; what the program keeps of itself aside. */
export function counted(written: { [kind: string]: number | undefined }): string {
  const told = Object.entries(written).flatMap(([name, count]) => {
    const kind = kinds.named(name)
    return kind?.listed && !['amendments', 'other_cells'].includes(name) ? [`${number(count ?? 0)} ${say(kind.title).toLowerCase()}`] : []
  })
  return told.join(', ')
}
