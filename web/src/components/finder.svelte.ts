/** Whether the one box that goes to any page, area or record is open. */
class Finder {
  open = $state(false)

  show(): void {
    this.open = true
  }
}

export const finder = new Finder()

/** Whether a key belongs to what is being written, and to no command of the page. */
export function isWriting(event: KeyboardEvent): boolean {
  const target = event.target
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}

/** Whether a key is a command of the page: pressed alone, while nothing is written and no window is open. */
export function isCommand(event: KeyboardEvent): boolean {
  const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey
  return isAlone && !event.defaultPrevented && !isWriting(event) && document.querySelector('dialog[open]') === null
}
