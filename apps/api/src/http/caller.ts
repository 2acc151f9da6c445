import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@puntual/casework/access/credentials';
import type { Actor } from '@puntual/casework/record/actor';

/** Who asks: the holder of a good credential. */
export interface Caller {
  readonly credentialId: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly role: Role;
  /** As the audit names them. */
  readonly name: string;
  readonly kind: 'api-key' | 'session';
}

/** The caller as a handler's argument. The guard has let them in; on a route for everybody there is none. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ readonly caller?: Caller }>();
  if (!caller) throw new Error('this route is for everybody, and has no caller');
  return caller;
});

/** The caller as the use cases name who did something. */
export function actorOf({ organizationId, slug, name }: Caller): Actor {
  return { organizationId, slug, name };
}
