import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { isPublishedSecret } from './published-secrets.ts';
import { readSettings, SettingsError } from './settings.ts';

const database = { DATABASE_URL: 'postgresql://puntual:secret@127.0.0.1/puntual' };
const production = { ...database, NODE_ENV: 'production', RESEND_API_KEY: 're_1', PUBLIC_URL: 'https://c.example.com' };

/** The names of the settings that are refused. */
function refused(env: Readonly<Record<string, string>>): string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((problem) => problem.split(':')[0] ?? '');
  }
}

describe('production', () => {
  test.each([
    ['https', 'https://c.example.com', []],
    ['http on this computer', 'http://localhost:8080', []],
    ['http elsewhere', 'http://c.example.com', ['PUBLIC_URL']],
    ['a name that only looks like this computer', 'http://127.0.0.1.example.com', ['PUBLIC_URL']],
    ['none', '', ['PUBLIC_URL']],
  ])('PUBLIC_URL: %s', (_what, PUBLIC_URL, problems) => {
    expect(refused({ ...production, PUBLIC_URL })).toEqual(problems);
  });

  test.each(['RESEND_BASE_URL', 'SMS_URL', 'LETTER_URL', 'AGENCY_URL'])(
    'a provider by plain http is refused: %s',
    (name) => {
      expect(refused({ ...production, [name]: 'http://provider.example.com' })).toEqual([name]);
      for (const address of ['https://provider.example.com', 'http://127.0.0.1:8025', 'HTTPS://provider.example.com'])
        expect(refused({ ...production, [name]: address })).toEqual([]);
      expect(refused({ ...production, [name]: 'HTTP://provider.example.com' })).toEqual([name]);
      expect(refused({ ...production, PUBLIC_URL: 'http://localhost', [name]: 'http://outbox:8025' })).toEqual([]);
      expect(refused({ ...database, [name]: 'http://provider.example.com' })).toEqual([]);
    },
  );

  test('elsewhere PUBLIC_URL may be left out', () => {
    expect(refused(database)).toEqual([]);
  });
});

describe('the issuer of the company’s own accounts', () => {
  const issuer = { OIDC_ISSUER: 'https://login.example.com', OIDC_CLIENT_ID: 'puntual', OIDC_CLIENT_SECRET: 'x' };
  const own = { ...database, PUBLIC_URL: 'https://c.example.com' };

  test.each([
    ['none', own, []],
    ['all of it', { ...own, ...issuer }, []],
    [
      'an issuer alone',
      { ...own, OIDC_ISSUER: issuer.OIDC_ISSUER },
      ['OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET'],
    ],
    ['no way back', { ...database, ...issuer }, ['PUBLIC_URL']],
    ['plain http elsewhere', { ...own, ...issuer, OIDC_ISSUER: 'http://login.example.com' }, ['OIDC_ISSUER']],
    ['plain http on this computer', { ...own, ...issuer, OIDC_ISSUER: 'http://127.0.0.1:9000' }, []],
  ])('%s', (_what, env, problems) => {
    expect(refused(env)).toEqual(problems);
  });
});

describe('secrets that are published with Puntual', () => {
  const published: readonly (readonly [string, string])[] = [
    ['PUNTUAL_API_KEY', 'pk_local_only_change_me'],
    ['RESEND_WEBHOOK_SECRET', 'whsec_cHVudHVhbC1sb2NhbC13ZWJob29rcw=='],
    ['DATABASE_URL', 'postgresql://postgres:puntual-local-only@postgres:5432/puntual'],
    ['DATABASE_URL', 'postgresql://postgres:puntual%2Dlocal%2Donly@postgres:5432/puntual'],
  ];
  const open = { HOST: '0.0.0.0' };
  const exposures: readonly (readonly [string, Record<string, string>, boolean])[] = [
    ['nothing said', {}, false],
    ['a loopback port', { HOST: '::1' }, false],
    ['all addresses', open, true],
    ['all addresses, with an address of this computer for people', { ...open, PUBLIC_URL: 'http://localhost' }, true],
    ['all addresses of a container that is published on loopback', { ...open, PUBLISHED_ON: '127.0.0.1' }, false],
    ['a container that is published everywhere', { HOST: '127.0.0.1', PUBLISHED_ON: '0.0.0.0' }, true],
    ['a proxy in front of a loopback port', { PUBLIC_URL: 'https://c.example.com' }, true],
  ];
  test.each(
    exposures.flatMap(([what, env, isOpen]) => published.map(([name, value]) => ({ what, env, isOpen, name, value }))),
  )('$name with $what: refused is $isOpen', ({ env, isOpen, name, value }) => {
    expect(refused({ ...database, ...env, [name]: value })).toEqual(isOpen ? [name] : []);
    expect(refused({ ...production, PUBLIC_URL: 'http://localhost', ...env, [name]: value })).toEqual(
      isOpen ? [name] : [],
    );
  });

  test('secrets of one’s own are taken everywhere', () => {
    expect(refused({ ...production, ...open, PUNTUAL_API_KEY: 'pk_of_our_own_making' })).toEqual([]);
  });

  test('are all the defaults of docker-compose.yml', () => {
    const file = readFileSync(fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url)), 'utf8');
    const defaults = [...file.matchAll(/\$\{\w*(?:PASSWORD|KEY|SECRET|TOKEN):-([^}]+)\}/g)].map(
      ([, value]) => value ?? '',
    );
    expect(defaults.length).toBeGreaterThan(0);
    for (const value of defaults) expect([value, isPublishedSecret(value)]).toEqual([value, true]);
  });
});

test.each([
  ['loopback', true],
  ['10.0.0.0/8, 192.168.1.1', true],
  ['2001:db8::/32', true],
  ['0.0.0.0/0', false],
  ['::/0', false],
  ['10.0.0.0/33', false],
  ['10.0.0.0/8/8', false],
  ['proxy.example.com', false],
  ['true', false],
])('TRUSTED_PROXIES %s is taken: %s', (TRUSTED_PROXIES, isTaken) => {
  expect(refused({ ...database, TRUSTED_PROXIES })).toEqual(isTaken ? [] : ['TRUSTED_PROXIES']);
});
