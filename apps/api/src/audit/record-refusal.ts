import { Inject, Injectable } from '@nestjs/common';
import { writeAudit } from '@puntual/casework/record/audit';
import { idempotentWrite } from '@puntual/db/idempotent-write';
import { errorFields } from '@puntual/platform/log';
import { RateLimit } from '../auth/rate-limit.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { Caller } from '../http/caller.ts';
import type { RefusalRecorder } from '../http/refusal-recorder.ts';

/** Refusals of one caller that are recorded: how many at once, and how many a second in the long run. */
const RECORDED_AT_ONCE = 10;
const RECORDED_PER_SECOND = 1 / 60;

/** Writes what the API refused to somebody for their rights into the audit, a bounded number for each caller. */
@Injectable()
export class RefusalRecord implements RefusalRecorder {
  private readonly parts: ApiParts;
  private readonly limit = new RateLimit(RECORDED_AT_ONCE, RECORDED_PER_SECOND);

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /** Records one refusal. Never fails: a refusal is answered as one when the database is away. */
  async add(caller: Caller, route: string, code: string): Promise<void> {
    if (this.limit.take(caller.credentialId) > 0) return;
    const { database, clock, log } = this.parts;
    try {
      // Outside of the write that was refused: the note that its key is done belongs to what was done.
      await idempotentWrite.exit(() =>
        database.inOrganization(caller.organizationId, (tx) =>
          writeAudit(tx, caller.organizationId, [
            {
              kind: 'access.refused',
              data: { route, role: caller.role, code },
              at: new Date(clock.now()),
              actor: caller.actorId,
              customerRowId: null,
              invoiceRowId: null,
            },
          ]),
        ),
      );
    } catch (error) {
      log.warn(errorFields(error), 'a refusal could not be recorded');
    }
  }
}
