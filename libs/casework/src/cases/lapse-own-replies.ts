import type { LoadedCase } from '../facts/load-case.ts';
import { organizationOf } from '../record/actor.ts';
import { lapseReplies } from '../replies/reply-pauses.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Ends the pause for a mail of the case's customer that nobody answered in time. Says so in
 * `did`, and returns whether there was one.
 */
export async function lapseOwnReplies(
  { tx, ref, now }: Evaluation,
  loaded: LoadedCase,
  did: string[],
): Promise<boolean> {
  if (!loaded.replyLapsed) return false;
  const paused = { customerRowId: loaded.contacted.id, pausedRowId: loaded.customerRowId };
  await lapseReplies(tx, organizationOf(ref), paused, now);
  did.push('the pause for a mail is over, and nobody answered it');
  return true;
}
