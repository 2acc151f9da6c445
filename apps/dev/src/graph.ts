import { parseArgs } from 'node:util';
import { checkout } from '@puntual/sandbox/checkout';
import { reportGraph } from './tidy/report-graph.ts';
import { treeOfFolder, treeOfRevision } from './tidy/source-tree.ts';

// npm run graph [-- --base <revision>]: who imports whom, of this checkout, and beside it of a revision.
const { values } = parseArgs({ options: { base: { type: 'string' } } });
const before = values.base === undefined ? null : treeOfRevision(checkout, values.base);
process.stdout.write(reportGraph(treeOfFolder(checkout), before && { name: values.base ?? '', tree: before }));
