import { measureIngestion } from './ingestion.ts';
import { printReports, type BenchReport } from './report.ts';
import { readBenchSettings, type BenchSettings } from './settings.ts';

// The parts of `npm run bench`, on services that its caller provides: `main.ts [a] [b] ...`, all of them when none is named.
const PARTS: Readonly<Record<string, (settings: BenchSettings) => Promise<BenchReport>>> = { a: measureIngestion };

const began = Date.now();
const settings = readBenchSettings(process.env, (line) => process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`));
const wanted = process.argv.slice(2);
const reports: BenchReport[] = [];
for (const [name, measure] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) reports.push(await measure(settings));
process.stdout.write(`\n${printReports(reports)}\n`);
