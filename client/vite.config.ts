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

/** What pages without a board need as well. */
const LOOK = /src.app.(theme|kept)\.ts|preload-helper/;

/** What every page with parts of its own stands on. */
const GROUND =
  /node_modules.(preact|@preact)|src.(panels.(icon|mark|context)\.tsx?|wire.clock|app.words|board.(schema|field)\b)/;

/** What the canvas, the outline and the phone all stand on, besides what the door and the wall need too. */
const BEGINNING = new RegExp(
  'node_modules/(yjs|lib0|fractional-indexing)/|src/wire/(minds|presence)|' +
    'src/board/(approval|caret|commands(/(back|cards|inside|may))?\\.ts|order|place|record|rights|session|undo|value|view|yjs-log)|' +
    'src/app/(act|announcer|app|details|folds|live|people|ride|stage|talk|unsent|watch)\\.ts|src/canvas/(box|caret)\\.ts',
);

/** Parts that may be the first look: all they stand on is asked for at once. For the rest the lists would be 1 kB. */
const FIRST_LOOK = /assets.(canvas|skill|outline|phone|dock)-/;

export default defineConfig({
  plugins: [drawings],
  base: '/static/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Two copies of Yjs in one page break each other: https://github.com/yjs/yjs/issues/438
  resolve: {
    dedupe: ['yjs', 'lib0', 'preact', '@preact/signals-core'],
    alias: { 'lib0/logging': fileURLToPath(new URL('src/board/yjs-log.ts', import.meta.url)) },
  },
  build: {
    outDir: '../server/static',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The content security policy allows no data: scripts and no inline ones.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (part, needed) => (FIRST_LOOK.test(part) ? needed : []),
    },
    rolldownOptions: {
      input: entries,
      // In one file what every board begins with: packed apart it takes 2 kB more.
      output: {
        // Names stand in lists that are fetched first, and what is random in them does not pack: 42 bits will do.
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:7][extname]',
        codeSplitting: {
          groups: [
            { name: 'look', test: LOOK, priority: 3 },
            { name: 'ground', test: GROUND, priority: 2 },
            { name: 'board', test: BEGINNING, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 10_000,
  },
});
