import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The pages run under a strict Content-Security-Policy: no inline script, nothing from elsewhere.
export default defineConfig({
  root: 'renderer',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4_000,
  },
})
