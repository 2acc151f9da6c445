import { text } from 'node:stream/consumers';
import { checkout } from '@puntual/sandbox/checkout';
import { ESLint } from 'eslint';

// Lints texts as if they stood in existing files: [{ path, text }] on standard input, the rules that each breaks on
// standard output. A process of its own, for the tidy test: ESLint loads its configuration by itself.
const planted = JSON.parse(await text(process.stdin)) as { path: string; text: string }[];
// With CI=true, the parser takes the first text of each file from the disk: it expects that nothing changes.
process.env.TSESTREE_SINGLE_RUN = 'false';
const eslint = new ESLint({
  cwd: checkout,
  overrideConfig: { rules: { '@nx/enforce-module-boundaries': 'off' } },
});
const broken: (string | null)[][] = [];
for (const { path, text: code } of planted) {
  const results = await eslint.lintText(code, { filePath: path });
  broken.push(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message)));
}
process.stdout.write(JSON.stringify(broken));
