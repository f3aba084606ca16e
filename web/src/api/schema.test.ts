import { readFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'

/** What of the description the pages use: its schemas; `npm run schema` writes them anew. */
async function generated(): Promise<string> {
  const text = await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')
  const description = JSON.parse(text) as Record<string, unknown>
  const head = '/** Generated from docs/openapi.json by `npm run schema`: edit the server, not this file. */\n\n'
  return head + astToString(await openapiTS({ ...description, paths: {} } as never))
}

it('has the wire types of the API as the program describes it today', async () => {
  await expect(await generated()).toMatchFileSnapshot('schema.ts')
})
