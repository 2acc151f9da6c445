import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Resend } from 'resend';
import { readOutsideSettings } from './outside-main.ts';

const started: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await kill(child);
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function start(dataFile: string) {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'outside-main.ts')], {
    env: { ...process.env, NODE_OPTIONS: '', OUTBOX_DATA_FILE: dataFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout }))
    return { child, url: (JSON.parse(line) as { url: string }).url };
  throw new Error('The outside world ended before it was ready.');
}

describe('the outside world as a process', () => {
  it('runs from source, and a SIGKILL loses no answered message and delivers none twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outside-test-'));
    folders.push(folder);
    const file = join(folder, 'outbox.jsonl');
    const keys = Array.from({ length: 200 }, (_, i) => `k${i}`);
    const accepted = new Map<string, string>();
    const sendAll = async (url: string, onAnswer: () => void) => {
      const resend = new Resend('re_x', { baseUrl: url });
      await Promise.all(
        keys.map(async (key) => {
          const { data } = await resend.emails.send(
            { from: 'p@p.example', to: 'a@c.example', subject: key, text: 'x'.repeat(5_000) },
            { idempotencyKey: key },
          );
          if (data === null) return;
          expect(accepted.get(key) ?? data.id).toBe(data.id);
          accepted.set(key, data.id);
          onAnswer();
        }),
      );
    };
    const first = await start(file);
    await sendAll(first.url, () => accepted.size === 40 && first.child.kill('SIGKILL'));
    expect(accepted.size).toBeGreaterThanOrEqual(40);
    const second = await start(file);
    await sendAll(second.url, () => undefined);
    expect(accepted.size).toBe(keys.length);
    const page = (await (await fetch(`${second.url}/outbox/items?limit=200`)).json()) as {
      total: number;
      items: { subject: string }[];
    };
    expect(page.total).toBe(keys.length);
    expect(new Set(page.items.map((i) => i.subject)).size).toBe(keys.length);
  });

  it('stops cleanly on SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outside-test-'));
    folders.push(folder);
    const { child } = await start(join(folder, 'outbox.jsonl'));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('reports every wrong setting by name', () => {
    expect(
      readOutsideSettings({ OUTBOX_PORT: '99999', OUTBOX_WEBHOOK_URL: 'ftp://x', RESEND_WEBHOOK_SECRET: 'abc' })
        .problems,
    ).toEqual([
      expect.stringContaining('OUTBOX_PORT'),
      expect.stringContaining('OUTBOX_WEBHOOK_URL'),
      expect.stringContaining('RESEND_WEBHOOK_SECRET'),
    ]);
    expect(readOutsideSettings({}).problems).toEqual([]);
  });
});
