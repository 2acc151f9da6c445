import { z } from 'zod';
import { loadFinishedMinutes } from '@puntual/casework/worklist/finished-minutes';
import { readWorklist, sumByCurrency, type WorklistTask } from '@puntual/casework/worklist/read-worklist';
import type { WorklistPageView, WorklistQuery, WorklistRowView } from '@puntual/contracts/api/worklist';
import type { Tx } from '@puntual/db/database';
import { decimalAmount } from '@puntual/domain/money/amount';
import { tasksWithin } from '@puntual/domain/worklist/cut-at-capacity';
import type { CurrencyAmount } from '@puntual/domain/worklist/organization-amount';
import { compareTasks, type PriorityPart, type RankedTask } from '@puntual/domain/worklist/priority';
import { readCursor, writeCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

const whole = z.string().regex(/^-?\d{1,30}$/);
/** The instant of the first page, and the last row of the page before. */
const position = z.tuple([z.iso.datetime(), whole, whole, whole, z.uuid()]);

/**
 * One page of a person's worklist. The pages of one list are made for the instant of the first one, so that time alone
 * moves no row from one page to the other.
 */
export async function showWorklist(
  tx: Tx,
  organizationId: string,
  { query, personId, now }: { readonly query: WorklistQuery; readonly personId: string; readonly now: number },
): Promise<WorklistPageView> {
  const after = readCursor(query.cursor, position);
  const asOf = after ? Math.min(Date.parse(after[0]), now) : now;
  const list = await readWorklist(tx, organizationId, asOf);
  const whose = query.person === 'mine' ? personId : query.person;
  const listed = list.tasks.filter(
    (task) => isListed(task, query.person, whose) && (query.kind === undefined || task.row.kind === query.kind),
  );
  const active = listed.filter(({ isSnoozed }) => !isSnoozed);
  const minutesPerDay = list.collectors.find((each) => each.personId === whose)?.minutesPerDay ?? null;
  const minutesLeft =
    minutesPerDay === null ? null : Math.max(0, minutesPerDay - (await loadFinishedMinutes(tx, whose, list, asOf)));
  const reached = tasksWithin(active, minutesLeft);
  const parts = {
    today: active.slice(0, reached),
    later: active.slice(reached),
    snoozed: listed.filter(({ isSnoozed }) => isSnoozed),
  };
  const page = pageOf(parts[query.part], query.limit, { after, asOf });
  return {
    items: await withNames<WorklistRowView[]>(tx, page.items.map(rowView)),
    nextCursor: page.nextCursor,
    asOf: new Date(asOf).toISOString(),
    minutesPerDay,
    minutesLeft,
    tasksToday: reached,
    notReachedToday: { tasks: parts.later.length, amounts: amountsOf(onlyLater(parts.later, parts.today)) },
    snoozed: parts.snoozed.length,
  };
}

function isListed({ onDuty }: WorklistTask, person: WorklistQuery['person'], whose: string): boolean {
  if (person === 'all') return true;
  if (onDuty.personId === null) return person === 'nobody' || person === 'mine';
  return onDuty.personId === whose && person !== 'nobody';
}

function pageOf(
  tasks: readonly WorklistTask[],
  limit: number,
  { after, asOf }: { readonly after: z.infer<typeof position> | null; readonly asOf: number },
): { readonly items: readonly WorklistTask[]; readonly nextCursor: string | null } {
  const last: RankedTask | null = after && {
    points: Number(after[1]),
    atStakeMinor: BigInt(after[2]),
    openedAt: Number(after[3]),
    taskId: after[4],
  };
  const rest = last ? tasks.filter((task) => compareTasks(last, task) < 0) : tasks;
  const items = rest.slice(0, limit);
  const end = items.at(-1);
  return {
    items,
    nextCursor:
      rest.length > limit && end
        ? writeCursor(
            new Date(asOf).toISOString(),
            ...[end.points, end.atStakeMinor, end.openedAt].map(String),
            end.taskId,
          )
        : null,
  };
}

// An invoice counts once, and not when a task of today is about it too.
function onlyLater(later: readonly WorklistTask[], today: readonly WorklistTask[]): CurrencyAmount[] {
  const counted = new Set(today.flatMap(({ invoices }) => invoices.map((invoice) => invoice.invoice_row_id)));
  return later.flatMap((task) => {
    if (task.row.money_currency !== null) return [...task.amounts];
    return task.invoices.flatMap(({ invoice_row_id, currency, open_minor }) => {
      if (counted.has(invoice_row_id)) return [];
      counted.add(invoice_row_id);
      return [{ currency, minor: open_minor }];
    });
  });
}

function amountsOf(amounts: readonly CurrencyAmount[]) {
  return sumByCurrency(amounts).map(({ currency, minor }) => ({ currency, amount: decimalAmount(minor, currency) }));
}

function rowView(task: WorklistTask): Unnamed<WorklistRowView> {
  const { row, deadline, onDuty, priority } = task;
  const pin = priority.parts.find((part) => part.code === 'pinned');
  return {
    taskId: row.id,
    kind: row.kind,
    customerId: row.customer_id,
    customerName: row.customer_name,
    reason: row.reason,
    round: row.round,
    amounts: amountsOf(task.amounts),
    invoices: task.invoices.length,
    daysLate: task.daysLate,
    minutes: task.minutes,
    openedAt: row.opened_at.toISOString(),
    dueOn: deadline.dueOn,
    deadline: deadline.state,
    claimedBy: row.claimed_by,
    assignedTo: row.assigned_to,
    assignedRule: row.assigned_rule,
    onDuty: onDuty.personId,
    insteadOf: onDuty.insteadOf,
    snoozed:
      task.isSnoozed && row.snoozed_until
        ? { until: row.snoozed_until.toISOString(), reason: row.snooze_reason }
        : null,
    pinned: pin ? { by: pin.values.by, until: new Date(pin.values.until).toISOString(), reason: row.pin_reason } : null,
    points: priority.points,
    parts: priority.parts.map(partView),
  };
}

function partView(part: PriorityPart): Unnamed<WorklistRowView['parts'][number]> {
  switch (part.code) {
    case 'amount':
      return {
        ...part,
        values: { ...part.values, rated: [...part.values.rated], estimated: [...part.values.estimated] },
      };
    case 'just-in':
      return { ...part, values: { what: part.values.what, at: new Date(part.values.at).toISOString() } };
    case 'pinned':
      return { ...part, values: { by: part.values.by, until: new Date(part.values.until).toISOString() } };
    case 'days-late':
    case 'risk':
    case 'broken-promises':
    case 'age':
    case 'overdue':
      return part;
  }
}
