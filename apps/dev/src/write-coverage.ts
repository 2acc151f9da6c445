import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { COVERED_LIVES, COVERED_SEED, liveAndCount } from '@puntual/testing/life-cycle/coverage';
import { coverageTable } from '@puntual/testing/life-cycle/coverage-table';

// `npm run -s coverage` replays the generated case lives and writes docs/coverage.md.
await writeFile(join(checkout, 'docs/coverage.md'), coverageTable(liveAndCount(COVERED_LIVES, COVERED_SEED)));
