import type { ServicesDiary } from './services-diary.ts';

/** The diary of one customer: what people and the ERP do and when, and what then happened. */
export interface ServiceCase {
  readonly case: string;
  readonly customerId: string;
  readonly steps: readonly (readonly [when: string, act: (diary: ServicesDiary) => Promise<unknown>])[];
  /** What happens from its first line on. */
  readonly expected: readonly string[];
}

/** Plays several customers' diaries at the same time, each step at its instant, and lets time pass until `end`. */
export async function playDiaries(diary: ServicesDiary, cases: readonly ServiceCase[], end: string): Promise<void> {
  const steps = cases
    .flatMap((each) => each.steps.map(([when, act]) => ({ name: each.case, when, at: diary.instant(when), act })))
    .sort((a, b) => a.at - b.at);
  for (const { name, when, at, act } of steps) {
    await diary.until(at);
    await act(diary).catch((error: unknown) => {
      throw new Error(`${when}, ${name}`, { cause: error });
    });
  }
  await diary.until(end);
}
