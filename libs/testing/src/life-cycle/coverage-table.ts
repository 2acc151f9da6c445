import {
  cellOf,
  COVERED_LIVES,
  COVERED_SEED,
  holesOf,
  LIFE_POLICIES,
  LIFE_STATES,
  whyIllegal,
  type Coverage,
} from './coverage.ts';
import { LIFE_EVENTS, MOST_COMMANDS } from './commands.ts';

/** The table of policy × event × state as docs/coverage.md holds it: which policies reached each cell, the holes by name, and why the rest cannot be. */
export function coverageTable(reached: Coverage): string {
  const { legal, holes } = holesOf(reached);
  const covered = legal - holes.length;
  const rows = LIFE_EVENTS.map(
    (event) => `| ${event} | ${LIFE_STATES.map((state) => cellText(reached, event, state)).join(' | ')} |`,
  );
  return `${[
    '# What the life-cycle tests reach',
    '',
    'Written by `npm run -s coverage`; a test fails when it is out of date, or when fewer than 95 % of the legal cells are reached. Do not edit it.',
    '',
    `${COVERED_LIVES} generated lives (seed ${COVERED_SEED}) of up to ${MOST_COMMANDS} commands each were lived by the rules and by a second, simpler model (\`libs/testing/src/life-cycle\`), which agreed after every command.`,
    'A row is what happened, a column how the case stood then (what shows first of what is so), and a cell says on which policies it was reached: ' +
      '`all` for standard, gentle, strict and a generated one, else their letters (s, g, t, x); `hole` where none did, `·` where it cannot happen.',
    '',
    `**${covered} of ${legal} legal cells reached (${(Math.floor((covered / legal) * 1000) / 10).toFixed(1)} %).**`,
    '',
    `| | ${LIFE_STATES.join(' | ')} |`,
    `|---|${LIFE_STATES.map(() => '---').join('|')}|`,
    ...rows,
    '',
    '## Holes: legal, not reached',
    '',
    ...(holes.length === 0 ? ['None.'] : holes.map((hole) => `- ${hole}`)),
    '',
    '## Cells that cannot be, and why',
    '',
    ...impossible(),
    '',
  ].join('\n')}`;
}

const LETTERS = { standard: 's', gentle: 'g', strict: 't', generated: 'x' } as const;

function cellText(reached: Coverage, event: (typeof LIFE_EVENTS)[number], state: (typeof LIFE_STATES)[number]): string {
  if (whyIllegal(event, state) !== null) return '·';
  const by = LIFE_POLICIES.filter((policy) => reached.has(cellOf(policy, event, state)));
  return by.length === LIFE_POLICIES.length
    ? 'all'
    : by.length === 0
      ? 'hole'
      : by.map((policy) => LETTERS[policy]).join('');
}

function impossible(): string[] {
  return LIFE_EVENTS.flatMap((event) => {
    const byReason = new Map<string, string[]>();
    for (const state of LIFE_STATES) {
      const why = whyIllegal(event, state);
      if (why !== null) byReason.set(why, [...(byReason.get(why) ?? []), state]);
    }
    return [...byReason].map(
      ([why, states]) =>
        `- ${event} on ${states.length === LIFE_STATES.length - 1 ? 'anything but unknown' : states.join(', ')}: ${why}`,
    );
  });
}
