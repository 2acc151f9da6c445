import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, readJsonBody, refusal, writeAnswer, type Answer } from './http-answer.ts';
import { behaviourSchema, type Behaviour } from './misbehaviour-schema.ts';
import { listEmails, listItems, showEmail, showItem } from './outbox-routes.ts';
import type { Outbox } from './outbox.ts';
import { providerErrors } from './provider-error.ts';
import { readEmail } from './read-email.ts';
import { readLetter, readPlacement, readRecall, readSms } from './read-other-channels.ts';
import type { RequestsInProgress } from './requests-in-progress.ts';
import { handleSend, type SendRoute } from './send-route.ts';
import type { WorldState } from './world-state.ts';

/**
 * Answers one request: to send something, to change the behaviour, or to read what was sent.
 * @throws AbortError when the request was waiting and the server stopped or was reset.
 */
export async function answerRequest(
  state: WorldState,
  requests: RequestsInProgress,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://outside.invalid');
  const method = req.method ?? 'GET';
  const send = method === 'POST' ? sendRouteOf(url.pathname, state.outbox) : null;
  if (send === 'no-placement') return writeAnswer(res, refusal(providerErrors.placementNotFound));
  if (send !== null) {
    const { outbox, sender, misbehaviour, now } = state;
    return handleSend(
      {
        outbox,
        sender,
        misbehaviour,
        now,
        ending: requests.ending,
        hold: (held) => requests.hold(held),
        nextNumber: () => state.nextNumber(),
      },
      send,
      req,
      res,
    );
  }
  if (method === 'PUT' && url.pathname === '/behaviour') return writeAnswer(res, await changeBehaviour(state, req));
  const answer = method === 'GET' ? await readRoute(state, url) : null;
  writeAnswer(res, answer ?? refusal(providerErrors.notFound));
}

const sendRoutes: Record<string, SendRoute> = {
  '/emails': { path: '/emails', channel: 'email', scope: 'email', needsApiKey: true, read: readEmail },
  '/sms': { path: '/sms', channel: 'sms', scope: 'sms', needsApiKey: false, read: readSms },
  '/letters': { path: '/letters', channel: 'letter', scope: 'letter', needsApiKey: false, read: readLetter },
  '/agency/placements': {
    path: '/agency/placements',
    channel: 'agency',
    scope: 'placement',
    needsApiKey: false,
    read: readPlacement,
  },
};

function sendRouteOf(path: string, outbox: Outbox): SendRoute | 'no-placement' | null {
  const recall = /^\/agency\/placements\/([\w-]+)\/recall$/.exec(path);
  if (!recall) return sendRoutes[path] ?? null;
  const placement = outbox.find(recall[1]!);
  if (placement?.kind !== 'placement') return 'no-placement';
  return {
    path,
    channel: 'agency',
    scope: `recall/${placement.id}`,
    needsApiKey: false,
    read: (body) => readRecall(body, placement.to, placement.id),
  };
}

async function changeBehaviour(state: WorldState, req: IncomingMessage): Promise<Answer> {
  const read = await readJsonBody(req);
  if (read === null || 'error' in read) return refusal(providerErrors.notJson);
  const parsed = behaviourSchema.safeParse(read.body);
  if (!parsed.success)
    return json(422, {
      statusCode: 422,
      name: 'validation_error',
      message: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
    });
  state.setBehaviour(parsed.data);
  return json(200, state.misbehaviour.behaviour satisfies Behaviour);
}

/** Answers a GET; null when there is no such route. */
async function readRoute(
  { outbox, misbehaviour }: WorldState,
  { pathname, searchParams }: URL,
): Promise<Answer | null> {
  if (pathname === '/healthz') return json(200, { status: 'ok', items: outbox.count() });
  if (pathname === '/behaviour') return json(200, misbehaviour.behaviour);
  if (pathname === '/emails') return listEmails(outbox, searchParams);
  if (pathname.startsWith('/emails/')) return showEmail(outbox, pathname.slice('/emails/'.length));
  if (pathname === '/outbox/items') return listItems(outbox, searchParams);
  const item = /^\/outbox\/items\/([\w-]+)(?:\/(.+))?$/.exec(pathname);
  return item ? showItem(outbox, item[1]!, item[2] ?? null) : null;
}
