import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Giver } from '@puntual/casework/access/own-roles';
import type { Actor, ActorId } from '@puntual/casework/record/actor';
import type { Right } from '@puntual/domain/access/rights';

/** Who makes the request: the holder of a valid credential. */
export interface Caller {
  readonly credentialId: string;
  readonly organizationId: string;
  readonly slug: string;
  /** A built-in role, or the key of one of the organization's own roles. */
  readonly role: string;
  readonly rights: ReadonlySet<Right>;
  /** The name that people read. */
  readonly name: string;
  /** Who it is, as the audit stores them. */
  readonly actorId: ActorId;
  /** The person of the session, or the one who made the key (row id); null for a key of nobody in particular. */
  readonly userId: string | null;
  readonly kind: 'api-key' | 'session';
}

/** Injects the caller into a handler. Throws on a route for everybody, where there is none. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ readonly caller?: Caller }>();
  if (!caller) throw new Error('this route is for everybody, and has no caller');
  return caller;
});

/** The caller as use cases record who did something. */
export function actorOf({ organizationId, slug, name, actorId, userId }: Caller): Actor {
  return { organizationId, slug, name, id: actorId, userId };
}

/** The caller as somebody who gives rights to others. */
export function giverOf(caller: Caller): Giver {
  return { actor: actorOf(caller), rights: caller.rights };
}
