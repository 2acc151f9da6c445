import { randomBytes } from 'node:crypto';
import type { Tx } from '@puntual/db/database';
import { hashToken } from './credentials.ts';

/** What a person begins, and ends once with a token. */
export type FlowKind = 'invitation' | 'reset' | 'second-factor' | 'passkey' | 'provider';

const MINUTE_MS = 60_000;
/** How long each may be ended, in milliseconds of real time. */
export const FLOW_LIFE_MS: Readonly<Record<FlowKind, number>> = {
  invitation: 7 * 24 * 60 * MINUTE_MS,
  reset: 60 * MINUTE_MS,
  'second-factor': 10 * MINUTE_MS,
  passkey: 5 * MINUTE_MS,
  provider: 10 * MINUTE_MS,
};

export interface NewFlow {
  readonly kind: FlowKind;
  readonly userId: string | null;
  readonly organizationId: string | null;
  readonly data?: object;
}

export interface Flow {
  readonly userId: string | null;
  readonly organizationId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface FlowRow {
  readonly user_id: string | null;
  readonly organization_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Begins a flow and returns its token, of which only the hash is stored. */
export async function openFlow(tx: Tx, flow: NewFlow, wallMs: number): Promise<{ token: string; expiresAt: Date }> {
  const token = `pf_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(wallMs + FLOW_LIFE_MS[flow.kind]);
  await tx.$queryRaw`
    SELECT open_sign_in_flow(
      ${hashToken(token)}, ${flow.kind}, ${flow.userId}::uuid, ${flow.organizationId}::uuid,
      ${JSON.stringify(flow.data ?? {})}::jsonb, ${expiresAt})::text`;
  return { token, expiresAt };
}

/** The flow of a token, which stays as it is; null for one that is unknown, used, of another kind or past its end. */
export async function seeFlow(tx: Tx, kind: FlowKind, token: string, wallMs: number): Promise<Flow | null> {
  const rows = await tx.$queryRaw<FlowRow[]>`
    SELECT user_id, organization_id, data FROM see_sign_in_flow(${hashToken(token)}, ${kind}, ${new Date(wallMs)})`;
  return flowOf(rows[0]);
}

/** Uses a flow up: of two at once one gets it, the other null. Rolls back with its transaction. */
export async function useFlow(tx: Tx, kind: FlowKind, token: string, wallMs: number): Promise<Flow | null> {
  const rows = await tx.$queryRaw<FlowRow[]>`
    SELECT user_id, organization_id, data FROM use_sign_in_flow(${hashToken(token)}, ${kind}, ${new Date(wallMs)})`;
  return flowOf(rows[0]);
}

/** Makes the person's open flows of a kind useless; in an organization's transaction, those of that organization. */
export async function dropFlows(tx: Tx, kind: FlowKind, userId: string, wallMs: number): Promise<void> {
  await tx.$queryRaw`SELECT drop_sign_in_flows(${userId}::uuid, ${kind}, ${new Date(wallMs)})::text`;
}

function flowOf(row: FlowRow | undefined): Flow | null {
  return row ? { userId: row.user_id, organizationId: row.organization_id, data: row.data } : null;
}
