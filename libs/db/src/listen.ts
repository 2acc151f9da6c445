import pg from 'pg';

/** A connection that hears the notifications of a channel. */
export interface Listener {
  /** Ends the connection. */
  close(): Promise<void>;
}

/**
 * Listens to a channel (NOTIFY): calls `heard` with each payload. When the connection is lost, `lost` is called once;
 * what is announced from then on is not heard, and the caller opens a new listener. Throws when the database is away.
 */
export async function listen(
  url: string,
  channel: 'puntual_worklist',
  { heard, lost }: { readonly heard: (payload: string) => void; readonly lost: () => void },
): Promise<Listener> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    lost();
  };
  client.on('error', end);
  client.on('end', end);
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  await client.connect();
  await client.query(`LISTEN ${channel}`);
  return {
    close: async () => {
      isOpen = false;
      await client.end().catch(() => undefined);
    },
  };
}
