import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A program that serves an empty folder of its own, as an office finds it on the first day. */
export interface Office {
  url: string
  close: () => Promise<void>
}

/** The program that is walked through; a run without it walks the demo alone. */
export const program = process.env['E2E_PROGRAM']

export async function openOffice(): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), 'taicho-office-'))
  const serving = spawn(program ?? '', ['--data-dir', folder, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const url = await address(serving)
  return {
    url,
    close: async () => {
      serving.kill('SIGTERM')
      await new Promise((resolve) => serving.once('exit', resolve))
      await rm(folder, { recursive: true })
    },
  }
}

function address(serving: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    serving.once('error', reject)
    serving.once('exit', (code) => reject(new Error(`the program ended with ${code}`)))
    createInterface({ input: serving.stdout! }).on('line', (line) => {
      const found = /^Taicho: (.*)\/$/.exec(line)?.[1]
      if (found) resolve(found)
    })
  })
}
