import { measureCases } from './case-throughput.ts';
import { measureGate } from './gate-throughput.ts';
import { measureImports } from './imports.ts';
import { measureIngestion } from './ingestion.ts';
import { measureMatches } from './matching.ts';
import { measureMemory } from './memory.ts';
import { measurePrices } from './temporal-cost.ts';
import { printReports, type BenchReport } from './report.ts';
import { measureSimulation } from './simulation.ts';
import { measureSimulationOverDatabase } from './simulation-over-database.ts';
import { readBenchSettings, type BenchSettings } from './settings.ts';

// The parts of `npm run bench`, on services that the caller provides: `main.ts [a] [b] ...`; without names, all of
// them.
const PARTS: readonly {
  readonly names: readonly string[];
  readonly measure: (settings: BenchSettings) => Promise<BenchReport>;
}[] = [
  { names: ['a'], measure: measureIngestion },
  { names: ['b', 'c'], measure: measureCases },
  { names: ['d'], measure: measurePrices },
  { names: ['e'], measure: measureMemory },
  { names: ['f', 'g'], measure: measureSimulation },
  { names: ['h'], measure: measureGate },
  { names: ['i'], measure: measureMatches },
  { names: ['j'], measure: measureSimulationOverDatabase },
  { names: ['k'], measure: measureImports },
];

const began = Date.now();
const settings = readBenchSettings(process.env, (line) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`),
);
const wanted = process.argv.slice(2);
const reports: BenchReport[] = [];
const unknown = wanted.filter((name) => !PARTS.some((part) => part.names.includes(name)));
if (unknown.length > 0) {
  process.stderr.write(
    `${unknown.join(', ')}: not a part; there are ${PARTS.flatMap((part) => part.names).join(', ')}\n`,
  );
  process.exit(2);
}
for (const part of PARTS)
  if (wanted.length === 0 || part.names.some((name) => wanted.includes(name)))
    reports.push(await part.measure(settings));
process.stdout.write(`\n${printReports(reports)}\n`);
