import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@puntual/casework/access/credentials';
import type { Actor } from '@puntual/casework/record/actor';

/** Who makes the request: the holder of a valid credential. */
export interface Caller {
  readonly credentialId: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly role: Role;
  /** The name of the caller in the audit. */
  readonly name: string;
  readonly kind: 'api-key' | 'session';
}

/** Injects the caller into a handler. Throws on a route for everybody, where there is none. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ readonly caller?: Caller }>();
  if (!caller) throw new Error('this route is for everybody, and has no caller');
  return caller;
});

/** The caller as use cases record who did something. */
export function actorOf({ organizationId, slug, name, kind }: Caller): Actor {
  return { organizationId, slug, name, withKey: kind === 'api-key' };
}
