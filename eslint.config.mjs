import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import nx from '@nx/eslint-plugin';

// Imports go down only (docs/architecture.md): each layer names the layers it may use.
const shipped = [
  'layer:domain',
  'layer:contracts',
  'layer:db',
  'layer:platform',
  'layer:casework',
  'layer:workflows',
  'layer:notices',
];
const layers = {
  'layer:domain': [],
  'layer:contracts': ['layer:domain'],
  'layer:db': ['layer:domain', 'layer:contracts'],
  'layer:platform': ['layer:domain', 'layer:contracts', 'layer:db'],
  'layer:workflows': ['layer:domain', 'layer:contracts'],
  'layer:notices': ['layer:domain', 'layer:contracts'],
  'layer:casework': ['layer:domain', 'layer:contracts', 'layer:db'],
  'layer:sandbox': ['layer:domain', 'layer:contracts', 'layer:db', 'layer:platform'],
  'layer:testing': [...shipped, 'layer:sandbox'],
  'layer:web': ['layer:domain', 'layer:contracts'],
  'layer:app': shipped,
  'layer:dev': [...shipped, 'layer:sandbox', 'layer:testing'],
};

const constraints = Object.entries(layers).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
  sourceTag,
  onlyDependOnLibsWithTags,
}));

const syntaxBans = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
];

const clockBans = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time is an argument in the rules: take `now` as a parameter.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is an argument in the rules: take `now` as a parameter.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'The rules are deterministic: derive it from an id.',
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/src/generated/**',
      '**/.cache/**',
      '.puntual/**',
      '**/histories/**',
      'apps/web/src/client/api-types.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        WebAssembly: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        window: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.lint.json', 'apps/web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: constraints }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        {
          allowDefaultCaseForExhaustiveSwitch: false,
          considerDefaultExhaustiveForUnions: false,
          requireDefaultForNonUnion: false,
        },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-syntax': ['error', ...syntaxBans],
      'max-len': ['error', { code: 120, ignoreUrls: true }],
    },
  },
  {
    // small pieces, where code is shipped; tests and benches are as long as what they tell
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['**/*.test.{ts,tsx}', '**/testing/**', '**/test/**', 'libs/testing/**', 'apps/e2e/**'],
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
      'max-params': ['error', 4],
    },
  },
  {
    // Declarations of a package say what the package exports.
    files: ['**/*.config.ts', '**/*.d.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    // A later entry replaces an earlier one, so that this one repeats it.
    rules: { 'no-restricted-syntax': ['error', ...syntaxBans, ...clockBans] },
  },
  {
    // the workflow sandbox: nothing that does I/O, nothing heavy (a validator at module level has exhausted workers)
    files: ['libs/workflows/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', 'zod', '@nestjs/*', '@temporalio/client', '@temporalio/worker', '@temporalio/activity'],
              message: 'Workflow code is deterministic and light.',
            },
            {
              group: ['@puntual/*'],
              allowTypeImports: true,
              message: 'Workflow code imports only types from other packages.',
            },
          ],
        },
      ],
    },
  },
  {
    // tests of any layer may stand on libs/testing, which stands on nearly all of them
    files: ['**/*.test.ts', '**/*.test.tsx', '**/src/testing/**/*.ts', '**/test/**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: ['@puntual/testing/**', '@puntual/sandbox/**'], depConstraints: constraints },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
