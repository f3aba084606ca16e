import { nameOf } from '../../words/words'

/** The name of an operation; one that the catalogue does not know shows as it is, never hidden. */
export function operationName(operation: string): string {
  return nameOf('operation', operation)
}
