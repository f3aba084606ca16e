import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vite'

const PACKAGE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//

/** Writes down which packages the build holds, with their versions, so that their licences can be printed. */
export function packages(): Plugin {
  let root = '.'
  return {
    name: 'taicho-packages',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    async generateBundle(_, bundle) {
      const found = new Map<string, string>()
      for (const file of Object.values(bundle)) {
        const sources = file.type === 'chunk' ? file.moduleIds : file.originalFileNames
        for (const source of sources) {
          const [, folder, name] = PACKAGE.exec(resolve(root, source)) ?? []
          if (folder && name && !found.has(name)) {
            const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
            found.set(name, manifest.version)
          }
        }
      }
      const sorted = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
      await writeFile(join(root, 'node_modules/.bundled.json'), `${JSON.stringify(sorted, null, 2)}\n`)
    },
  }
}
