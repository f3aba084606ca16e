import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { compressed } from './build/compressed.ts'

const program = process.env['TAICHO_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [svelte(), compressed()],
  build: { target: 'es2022', assetsInlineLimit: 2048, reportCompressedSize: false },
  preview: { proxy: { '/api': { target: program, changeOrigin: true } } },
  server: { proxy: { '/api': { target: program, changeOrigin: true } } },
  test: { include: ['src/**/*.test.ts'] },
})
