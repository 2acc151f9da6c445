import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

const api = process.env.PUNTUAL_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@puntual/source', 'module', 'browser', 'development|production'] },
  server: {
    port: 4200,
    proxy: Object.fromEntries(['/v1', '/docs', '/outbox', '/openapi.json'].map((path) => [path, { target: api }])),
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The page's Content-Security-Policy takes scripts, styles and pictures from its own origin only: nothing inlined as data:.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What changes with every release apart from what rarely does, so that a release does not reload everything.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            {
              name: 'mantine',
              test: /node_modules[\\/](@mantine|@floating-ui|react-remove-scroll|react-transition-group)[\\/]/,
            },
            { name: 'vendor', test: /node_modules[\\/]/ },
          ],
        },
      },
    },
  },
});
