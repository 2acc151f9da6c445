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
    // The page's Content-Security-Policy allows scripts, styles and pictures from its own origin only: no data: URLs.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Dependencies rarely change: in files of their own, a browser keeps them in its cache across releases.
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
