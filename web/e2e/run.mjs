// npm run e2e -- --url http://127.0.0.1:8080 : walks the app in Debian's Chromium against a program that serves the demo.
// With E2E_PROGRAM=path/to/taicho it also walks the first day of an office, for which it starts that program on an empty folder.
import { spawn } from 'node:child_process'

const at = process.argv.indexOf('--url')
const url = at > 0 ? process.argv[at + 1] : undefined
if (!url) {
  console.error('usage: npm run e2e -- --url http://127.0.0.1:PORT   (E2E_SHOTS=folder keeps pictures)')
  process.exit(2)
}
const args = ['vitest', 'run', '--config', 'e2e/vitest.config.ts']
spawn('npx', args, { stdio: 'inherit', env: { ...process.env, E2E_URL: url } }).on('exit', (code) => process.exit(code ?? 1))
