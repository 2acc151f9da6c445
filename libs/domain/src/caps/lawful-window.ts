import type { SendWindow } from '../calendar/send-window.ts';
import type { Policy, PolicyStep } from '../policy/policy.ts';
import { narrowWindow, type ContactCaps } from './contact-caps.ts';
import type { ContactChannel } from '../policy/vocabulary.ts';

/** The channels by which a step may contact the customer, in the policy's order; empty when it makes no contact. */
export function stepChannels(step: PolicyStep): readonly ContactChannel[] {
  switch (step.do) {
    case 'send':
    case 'announce-supply-hold':
      return step.channels;
    case 'task':
      return ['call'];
    case 'supply-hold':
    case 'agency':
      return [];
  }
}

/**
 * The window of a policy for a customer whom these caps protect. All steps of a policy share one window, narrowed by
 * the lawful hours of every channel that any of its steps uses, so that a step's day does not depend on the channel
 * that is used in the end. Total; returns the window itself where the law names no hours.
 */
export function lawfulWindow(window: SendWindow, policy: Pick<Policy, 'steps'>, caps: ContactCaps): SendWindow {
  const channels = new Set(policy.steps.flatMap(stepChannels));
  return [...channels].reduce((narrowed, channel) => narrowWindow(narrowed, caps, channel), window);
}
