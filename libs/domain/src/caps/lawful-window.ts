import type { SendWindow } from '../calendar/send-window.ts';
import { isMessage, type Policy, type PolicyStep } from '../policy/policy.ts';
import type { CapChannel } from './cap-rule.ts';
import { narrowWindow, type ContactCaps } from './contact-caps.ts';

/** How a step may reach the customer, in the order of its policy; nothing for what does not reach them. Total. */
export function stepChannels(step: PolicyStep): readonly CapChannel[] {
  return isMessage(step) ? step.channels : step.do === 'task' ? ['call'] : [];
}

/**
 * The window of a policy with a customer whom these caps protect. One window holds for all that a policy does, so it is
 * narrowed by the hours of every channel that its steps use: a step's day never depends on which way it takes in the
 * end. Total; the window itself where the law names no hours.
 */
export function lawfulWindow(window: SendWindow, policy: Pick<Policy, 'steps'>, caps: ContactCaps): SendWindow {
  const channels = new Set(policy.steps.flatMap(stepChannels));
  return [...channels].reduce((narrowed, channel) => narrowWindow(narrowed, caps, channel), window);
}
