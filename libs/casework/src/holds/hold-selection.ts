import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Tx } from '@puntual/db/database';
import type { AuditRow } from '../record/audit.ts';

/** Who changed holds, as the audit stores it (`storedActor`, or the part of Puntual that did), and when. */
export interface HoldChange {
  readonly by: string;
  readonly at: Date;
}

/** Which unreleased holds are meant: those with all that is given (row ids). An empty list means none. */
export interface HoldSelection {
  readonly holdIds?: readonly string[];
  readonly invoiceRowIds?: readonly string[];
  readonly promiseIds?: readonly string[];
  readonly planId?: string;
  readonly kind?: HoldKind;
  readonly exceptKinds?: readonly HoldKind[];
  /** Only holds without a last day. */
  readonly withoutEnd?: true;
  /** Only holds that follow from no dispute. */
  readonly ofNoDispute?: true;
}

/** A hold that was changed. */
export interface HoldRef {
  readonly id: string;
  readonly kind: HoldKind;
  readonly invoiceRowId: string;
  readonly customerRowId: string;
  readonly untilOn: Date | null;
}

type HoldWhere = NonNullable<NonNullable<Parameters<Tx['hold']['findFirst']>[0]>['where']>;

/** The selection as a condition of Prisma. */
export function unreleased({
  holdIds,
  invoiceRowIds,
  promiseIds,
  planId,
  kind,
  exceptKinds,
  withoutEnd,
  ofNoDispute,
}: HoldSelection): HoldWhere {
  return {
    releasedAt: null,
    ...(holdIds && { id: { in: [...holdIds] } }),
    ...(invoiceRowIds && { invoiceId: { in: [...invoiceRowIds] } }),
    ...(promiseIds && { promiseId: { in: [...promiseIds] } }),
    ...(planId !== undefined && { planId }),
    ...((kind !== undefined || exceptKinds) && { kind: { equals: kind, notIn: [...(exceptKinds ?? [])] } }),
    ...(withoutEnd && { untilOn: null }),
    ...(ofNoDispute && { disputeId: null }),
  };
}

/** The columns that `holdRef` reads. */
export const HOLD_COLUMNS = { id: true, kind: true, invoiceId: true, customerId: true, untilOn: true } as const;

/** A row of `HOLD_COLUMNS` as a reference. */
export function holdRef(row: {
  readonly id: string;
  readonly kind: string;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly untilOn: Date | null;
}): HoldRef {
  const { id, kind, invoiceId, customerId, untilOn } = row;
  return { id, kind: kind as HoldKind, invoiceRowId: invoiceId, customerRowId: customerId, untilOn };
}

type HoldEvent = Extract<AuditEvent, { kind: `hold.${string}` }>['kind'];

/** The audit events of holds, each in the history of its invoice. */
export function auditOfHolds(
  kind: HoldEvent,
  holds: readonly (Omit<HoldRef, 'untilOn'> & { readonly until: IsoDate | null })[],
  { by, at }: HoldChange,
): AuditRow[] {
  return holds.map(({ id, kind: of, invoiceRowId, customerRowId, until }) => {
    const row = { at, actor: by, customerRowId, invoiceRowId };
    const data = { holdId: id, kind: of };
    return kind === 'hold.released' ? { ...row, kind, data } : { ...row, kind, data: { ...data, until } };
  });
}
