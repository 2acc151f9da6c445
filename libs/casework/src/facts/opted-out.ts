import type { OptOutChannel } from '@puntual/contracts/api/opt-outs';
import type { Channel } from '@puntual/domain/policy/vocabulary';

/** A contact (the ERP's id) that has opted out of messages by a channel. */
export interface OptOut {
  readonly contactId: string;
  readonly channel: OptOutChannel;
}

/** The channels that one contact (the ERP's id) has opted out of, among all opt-outs of the customer. */
export function optedOutOf(
  contactId: string,
  optOuts: readonly { readonly contactId: string; readonly channel: string }[],
): ReadonlySet<Channel> {
  return new Set(optOuts.flatMap((each) => (each.contactId === contactId ? [each.channel as Channel] : [])));
}
