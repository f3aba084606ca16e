import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { compressed } from './build/compressed.ts'
import { packages } from './build/packages.ts'

const program = process.env['TAICHO_URL'] ?? 'http://127.0.0.1:8080'

// The program answers only its own origin, so the proxy of a development server speaks in its name.
const proxy = { '/api': { target: program, changeOrigin: true, headers: { origin: program } } }

export default defineConfig({
  plugins: [svelte(), packages(), compressed()],
  build: { target: 'es2022', assetsInlineLimit: 2048, reportCompressedSize: false },
  preview: { proxy },
  server: { proxy },
  test: { include: ['src/**/*.test.ts'] },
})
