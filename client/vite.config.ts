import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The entries the server's templates name; it finds their hashed files through static/.vite/manifest.json. */
const entries = [
  'src/app/main.tsx',
  'src/page.ts',
  'src/theme.ts',
  'src/archive/page.ts',
  'src/wall/main.tsx',
];

/** Of an icon's file only its drawing: the frame around it is ours (panels/icon.tsx), and 60 of them are 1 kB packed. */
const drawings = {
  name: 'drawings',
  enforce: 'pre' as const,
  async load(id: string) {
    if (!id.endsWith('.svg?raw')) return null;
    const file = await readFile(id.slice(0, -'?raw'.length), 'utf8');
    const [, drawing = ''] = /<svg[^>]*>(.*)<\/svg>/s.exec(file) ?? [];
    return `export default ${JSON.stringify(drawing.replace(/\s*\n\s*/g, '').replaceAll(' />', '/>'))}`;
  },
};

export default defineConfig({
  plugins: [drawings],
  base: '/static/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Two copies of Yjs in one page break each other: https://github.com/yjs/yjs/issues/438
  resolve: {
    dedupe: ['yjs', 'lib0', 'y-protocols', 'preact', '@preact/signals-core'],
    alias: { 'lib0/logging': fileURLToPath(new URL('src/board/yjs-log.ts', import.meta.url)) },
  },
  build: {
    outDir: '../server/static',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The content security policy allows no data: scripts and no inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: entries },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 10_000,
  },
});
