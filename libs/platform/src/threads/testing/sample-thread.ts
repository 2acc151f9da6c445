import { setTimeout as wait } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { serveThread } from '../serve-thread.ts';

/** What the sample thread does. */
export type SampleWork =
  | { readonly do: 'answer'; readonly with: unknown }
  | { readonly do: 'data' }
  | { readonly do: 'spin' }
  | { readonly do: 'wait' }
  | { readonly do: 'report-when-aborted' }
  | { readonly do: 'eat' }
  | { readonly do: 'throw'; readonly message: string; readonly code?: string }
  | { readonly do: 'exit' }
  | { readonly do: 'progress'; readonly times: number };

serveThread(async (input, { signal, progress }) => {
  const work = input as SampleWork;
  switch (work.do) {
    case 'answer':
      return work.with;
    case 'data':
      return workerData as unknown;
    case 'spin':
      for (;;);
    case 'wait':
      progress('waits');
      return wait(600_000, null, { signal });
    case 'report-when-aborted':
      progress('waits');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      progress('after the abort');
      return 'done';
    case 'eat': {
      const eaten: number[][] = [];
      for (;;) eaten.push(Array.from({ length: 10_000 }, (_, index) => index + eaten.length));
    }
    case 'throw':
      throw Object.assign(new Error(work.message), { code: work.code });
    case 'exit':
      return process.exit(3);
    case 'progress':
      for (let time = 1; time <= work.times; time++) progress(time);
      return 'done';
  }
});
