import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '@puntual/sandbox/checkout';
import { type OversizedFiles, oversizedFiles, type SizeRule } from './tidy/size-limits.ts';
import { treeOfFolder } from './tidy/source-tree.ts';

// npm run lint:todo [-- --renamed]: takes the files out of eslint.todo.mjs that keep its limits now. With `--renamed`
// it also takes in files that exceed one and are not listed, for a merge that renamed listed files: look at the diff.
const { values } = parseArgs({ options: { renamed: { type: 'boolean', default: false } } });
const path = join(checkout, 'eslint.todo.mjs');
const { todo, switchTodo } = (await import(path)) as { todo: OversizedFiles; switchTodo: readonly string[] };
const tree = treeOfFolder(checkout);
const found = oversizedFiles(
  tree,
  [...tree.keys()].filter((file) => /\.tsx?$/.test(file) && !file.endsWith('api-types.ts')),
);
const kept = Object.entries(found).map(([rule, files]): string => {
  const listed = files.filter((file) => values.renamed || (todo[rule as SizeRule] ?? []).includes(file));
  return `  '${rule}': [\n${listed.map((file) => `    '${file}',\n`).join('')}  ],\n`;
});
const switches = switchTodo.filter((file) => /^\s*default:/m.test(tree.get(file) ?? ''));
const head = readFileSync(path, 'utf8').split('export const switchTodo')[0] ?? '';
writeFileSync(
  path,
  `${head}export const switchTodo = [\n${switches.map((file) => `  '${file}',\n`).join('')}];\n\n` +
    `export const todo = {\n${kept.join('')}};\n`,
);
