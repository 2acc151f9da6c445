import { policyDocumentSchema, type PolicyDocument, type StepDocument } from './policy-document.ts';
import type { Policy, PolicyStep } from './policy.ts';

/**
 * Compiles a document to the policy that cases run on: a repeating step becomes one step per repetition (`follow-up`,
 * `follow-up.2`, ...), and each step gets its channels.
 */
export function compilePolicy(document: PolicyDocument, version: number): Policy {
  return { ...document, version, steps: document.steps.flatMap((step) => compileStep(step, document)) };
}

/** Parses and compiles a policy that is written in code. Throws a ZodError when the document is not valid. */
export function policyOfDocument(document: unknown, version: number): Policy {
  return compilePolicy(policyDocumentSchema.parse(document), version);
}

function compileStep(step: StepDocument, { contact }: PolicyDocument): PolicyStep[] {
  switch (step.do) {
    case 'send': {
      const { repeat, ...once } = step;
      const count = repeat ? Math.floor((repeat.untilDay - step.day) / repeat.everyDays) + 1 : 1;
      return Array.from({ length: count }, (_, index) => ({
        ...once,
        channels: step.channels ?? contact.channels,
        id: index === 0 ? step.id : `${step.id}.${index + 1}`,
        day: step.day + index * (repeat?.everyDays ?? 0),
      }));
    }
    case 'announce-supply-hold': {
      const { effectiveInDays, ...rest } = step;
      // The hold may begin on the day after the deadline: `effectiveInDays` days after the message.
      return [
        {
          ...rest,
          channels: step.channels ?? contact.channels,
          template: 'supply-hold-notice',
          deadlineDays: effectiveInDays - 1,
        },
      ];
    }
    case 'supply-hold':
    case 'task':
    case 'agency':
      return [step];
  }
}
