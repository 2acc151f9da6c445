import { describe, expect, it, jest } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MOST_RESULT_BYTES, redactFailures } from './redact-failures.ts';

const log = { warn: jest.fn(), error: jest.fn() };

async function failureOf(activity: () => Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await redactFailures({ activity }, log as never).activity();
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
  }
  throw new Error('it did not fail with an ApplicationFailure');
}

describe('a workflow history gets our own error texts only', () => {
  it("data in a driver's error stays in the log", async () => {
    const failure = await failureOf(() => Promise.reject(new Error('duplicate key (email)=(ana@nunez.example)')));
    expect(failure).toMatchObject({ type: 'Unexpected', nonRetryable: false });
    expect(JSON.stringify([failure.message, failure.details, failure.cause])).not.toContain('ana@');
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  it('an unreachable database is named as such, and is not counted as an error', async () => {
    expect(
      await failureOf(() => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))),
    ).toMatchObject({ type: 'DatabaseAway', category: 'BENIGN', message: 'the database does not answer' });
  });

  it('a failure with a text of our own passes unchanged', async () => {
    const failure = ApplicationFailure.create({
      message: 'rate_limit_exceeded',
      type: 'ProviderLater',
      nextRetryDelay: 30_000,
    });
    expect(await failureOf(() => Promise.reject(failure))).toBe(failure);
  });
});

describe('a result that a history cannot hold', () => {
  it('of five megabytes is refused with its size, the limit and how to correct it', async () => {
    const failure = await failureOf(() => Promise.resolve({ kind: 'sleep', details: 'x'.repeat(5 * 1024 * 1024) }));
    expect(failure).toMatchObject({ type: 'ResultTooLarge', nonRetryable: false });
    expect(failure.message).toMatch(/the result of activity has 5242\d{3} bytes, at most 16384 go into a history/);
  });

  it('at the limit passes, and so does an empty one', async () => {
    const result = { details: 'x'.repeat(MOST_RESULT_BYTES - 14) };
    expect(await redactFailures({ activity: () => Promise.resolve(result) }, log as never).activity()).toBe(result);
    expect(await redactFailures({ activity: () => Promise.resolve() }, log as never).activity()).toBeUndefined();
  });
});
