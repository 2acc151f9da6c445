import { inviteUser } from '@puntual/casework/access/invitations';
import { joinAsNew } from '@puntual/casework/access/join';
import { RIGHTS } from '@puntual/domain/access/rights';
import type { Database } from '@puntual/db/database';
import type { Answer, TestApi, TestOrganization } from './with-api.ts';

/** A password that the rule accepts. */
export const PASSWORD = 'correct horse battery staple';
export const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** Somebody who has accepted an invitation. */
export interface Person {
  readonly id: string;
  readonly email: string;
}

let people = 0;

/** Invites a person and accepts for them, with `PASSWORD`. */
export async function aPerson(
  database: Database,
  organization: TestOrganization,
  role = 'collector',
  email = `person${++people}@norte.example`,
): Promise<Person> {
  const instants = { now: Date.now(), wallMs: Date.now() };
  const giver = {
    actor: { organizationId: organization.id, slug: organization.slug, name: 'test' },
    rights: new Set(RIGHTS),
  };
  const invitation = { email, name: `Person ${email}`, language: 'en', role, teams: [] } as const;
  const invited = await inviteUser(database, giver, invitation, instants);
  if (invited.result !== 'invited') throw new Error(invited.result);
  const joined = await joinAsNew(database, { token: invited.token, password: PASSWORD }, instants);
  if (joined.result !== 'done') throw new Error(joined.result);
  return { id: joined.userId, email };
}

/** Sends a form of Puntual's own pages. */
export function send(
  api: TestApi,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return api.post(path, new URLSearchParams(fields).toString(), { key: null, headers: { ...FORM, ...headers } });
}

/** The cookie that an answer sets, as a request sends it; empty for none. */
export function cookieOf(answer: Answer): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Signs a person in by password and returns the cookie. */
export async function signIn(api: TestApi, email: string, password = PASSWORD): Promise<string> {
  return cookieOf(await send(api, '/sign-in/password', { email, password }));
}

/** Calls a route with a session's cookie, from Puntual's own pages. */
export function asPerson(api: TestApi, cookie: string) {
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  return (method: string, path: string, body?: unknown): Promise<Answer> =>
    api.call(method, path, { key: null, headers, ...(body === undefined ? {} : { body }) });
}
