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

/**
 * The content of docs/coverage.md: which policies reached each cell of event × state, the holes by name, and why the
 * other cells are impossible.
 */
export function coverageTable(reached: Coverage): string {
  const { legal, holes } = holesOf(reached);
  const covered = legal - holes.length;
  const rows = LIFE_EVENTS.map(
    (event) => `| ${event} | ${LIFE_STATES.map((state) => cellText(reached, event, state)).join(' | ')} |`,
  );
  return `${[
    '# What the life-cycle tests reach',
    '',
    '`npm run -s coverage` writes this file; do not edit it. A test fails when it is out of date, or when fewer than ' +
      '95 % of the legal cells are reached.',
    '',
    `${COVERED_LIVES} generated lives of a customer (seed ${COVERED_SEED}), each of up to ${MOST_COMMANDS} commands, ` +
      'were run by the rules and by a second, simpler model (`libs/testing/src/life-cycle`). Both agreed after every ' +
      'command.',
    'A row is an event, a column the state of the case at that moment (the most significant if several apply). ' +
      'A cell names the policies on which the event happened in that state: `all` for standard, gentle, strict and a ' +
      'generated one, else their letters (s, g, t, x); `hole` for none, `·` where the event is impossible.',
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
    '## Impossible cells, and why',
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
    return [...byReason].map(([why, states]) => {
      const where = states.length === LIFE_STATES.length - 1 ? 'anything but unknown' : states.join(', ');
      return `- ${event} on ${where}: ${why}`;
    });
  });
}
