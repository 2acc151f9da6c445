import type { AgencyTask, Told } from '@puntual/casework/cases/tell-agency';
import { canonicalJson, type Json } from '@puntual/db/json';
import { agencySecret, isAllowedAgencyUrl, signAgencyBody } from '@puntual/platform/agency-signature';
import type { Settings } from '@puntual/platform/settings';
import { agencyMail } from './agency-mail.ts';
import { TryAgainLater } from './channel.ts';
import type { EmailSender } from './email.ts';

/** What an agency says to a debt that it may have got before; `unanswered`: nobody can know. */
export type LookedUp = { readonly kind: 'accepted'; readonly reference: string | null } | 'absent' | 'unanswered';

/** Tells the organizations' agencies about their debts, each through its adapter. */
export interface AgencyAdapters {
  tell(task: AgencyTask): Promise<Told>;
  /** Asks the agency whether it has the debt of the task. */
  lookUp(task: AgencyTask): Promise<LookedUp>;
}

const CALL_LIMIT_MS = 30_000;
/** Most characters of an answer that are read. */
const MOST_ANSWER = 64 * 1024;
/** Answers by which the agency surely took nothing, and may take it later. */
const LATER: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 409, 425, 429]);

type AdapterSettings = Pick<Settings, 'AGENCY_HOSTS' | 'PUNTUAL_SECRETS_KEY'>;

/** Opens the adapters: agencies with an API get signed requests, the others mails through the provider. */
export function agencyAdapters(settings: AdapterSettings, mail: EmailSender): AgencyAdapters {
  return {
    tell: (task) => (task.agency.adapter === 'email' ? sendMail(mail, task) : post(settings, task)),
    lookUp: (task) => (task.agency.adapter === 'email' ? Promise.resolve('unanswered') : lookUp(settings, task)),
  };
}

async function post(settings: AdapterSettings, task: AgencyTask): Promise<Told> {
  const { message, agencyRef, placementId, files } = task;
  const path = { placement: '', changed: `/${placementId}/changes`, recall: `/${placementId}/recall` }[message.kind];
  // The same bytes for every attempt: a stored body comes back with its keys in another order.
  const body = canonicalJson({
    ...(message.body as { [key: string]: Json }),
    agencyRef,
    ...(message.kind === 'placement'
      ? {
          files: files.map(({ name, mediaType, content }) => ({
            name,
            mediaType,
            content: content.toString('base64'),
          })),
        }
      : {}),
  });
  const answer = await request(settings, task, { method: 'POST', path, body });
  if ('kind' in answer) return answer;
  const { status, reference } = answer;
  if (status >= 200 && status < 300) {
    // An agency that took the debt says so with its reference, or (202) reports it later.
    if (message.kind === 'placement' && reference === null && status !== 202)
      return { kind: 'unknown', error: 'no-reference' };
    return { kind: 'accepted', reference };
  }
  if (LATER.has(status) || (status >= 300 && status < 400)) return { kind: 'later', error: `http-${status}` };
  return status >= 500 ? { kind: 'unknown', error: `http-${status}` } : { kind: 'refused', error: `http-${status}` };
}

async function lookUp(settings: AdapterSettings, task: AgencyTask): Promise<LookedUp> {
  const answer = await request(settings, task, { method: 'GET', path: `/${task.placementId}`, body: '' });
  if ('kind' in answer) return 'unanswered';
  if (answer.status === 200 && answer.reference !== null) return { kind: 'accepted', reference: answer.reference };
  return answer.status === 404 || answer.status === 410 ? 'absent' : 'unanswered';
}

interface Answer {
  readonly status: number;
  readonly reference: string | null;
}

/** Why there is no answer. */
interface Unanswered {
  readonly kind: 'later' | 'unknown';
  readonly error: string;
}

async function request(
  { AGENCY_HOSTS, PUNTUAL_SECRETS_KEY }: AdapterSettings,
  { agency, message }: AgencyTask,
  { method, path, body }: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body: string },
): Promise<Answer | Unanswered> {
  if (!isAllowedAgencyUrl(agency.address, AGENCY_HOSTS)) return { kind: 'later', error: 'host-not-allowed' };
  if (!PUNTUAL_SECRETS_KEY) return { kind: 'later', error: 'no-secrets-key' };
  const secret = agencySecret(PUNTUAL_SECRETS_KEY, { agencyId: agency.id, version: agency.secretVersion });
  const seconds = Math.floor(Date.now() / 1000);
  try {
    const response = await fetch(`${agency.address.replace(/\/+$/, '')}/placements${path}`, {
      method,
      // Followed, a redirect would carry the pack to an address that nobody has named.
      redirect: 'manual',
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        'puntual-timestamp': String(seconds),
        'puntual-signature': signAgencyBody(secret, seconds, body),
      },
      ...(method === 'POST' ? { body } : {}),
    });
    return { status: response.status, reference: await referenceIn(response) };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
    return cause?.code === 'ECONNREFUSED' || cause?.code === 'ENOTFOUND'
      ? { kind: 'later', error: 'unreachable' }
      : { kind: 'unknown', error: 'no-answer' };
  }
}

// The agency's reference of the debt; null in an answer that has none, or is no JSON, or is too long.
async function referenceIn(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MOST_ANSWER) return null;
    chunks.push(chunk);
  }
  try {
    const { reference } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { reference?: unknown };
    return typeof reference === 'string' && /^[^\0\p{Cs}]{1,200}$/u.test(reference) ? reference : null;
  } catch {
    return null;
  }
}

async function sendMail(mail: EmailSender, task: AgencyTask): Promise<Told> {
  try {
    const outcome = await mail.deliver(agencyMail(task));
    switch (outcome.kind) {
      case 'sent':
        return { kind: 'accepted', reference: null };
      case 'refused':
      case 'no-channel':
        return { kind: 'refused', error: 'mail-refused' };
      case 'ambiguous':
        return { kind: 'ambiguous', error: 'mail-ambiguous' };
    }
  } catch (error) {
    return error instanceof TryAgainLater
      ? { kind: 'later', error: 'mail-later' }
      : { kind: 'unknown', error: 'mail-unanswered' };
  }
}
