import { userInfo } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/**
 * The environment for Go builds. Go requires a home folder; without one, its caches go below Puntual's cache folder.
 */
export function goEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env, GOFLAGS: '', CGO_ENABLED: '0' };
  if (process.env['HOME']) return env;
  return {
    ...env,
    HOME: userInfo().homedir,
    GOPATH: process.env['GOPATH'] ?? join(cacheFolder('go')),
    GOCACHE: process.env['GOCACHE'] ?? cacheFolder('go', 'build'),
  };
}
