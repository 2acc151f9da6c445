import type { Settings } from '@puntual/platform/settings';

/** The address of one of Puntual's own pages, as people reach it. `path` begins with a slash. */
export function ownAddress({ PUBLIC_URL, PORT }: Pick<Settings, 'PUBLIC_URL' | 'PORT'>, path: string): string {
  return (PUBLIC_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/$/, '') + path;
}
