import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** The cost of a new hash: 32 MiB and about a tenth of a second. Each hash names its own, so they may rise. */
const COST = { ln: 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Hashes that are computed at once, each on a thread of Node's pool, and requests that wait for their turn. */
const AT_ONCE = 2;
const WAITING = 50;
/** No stored hash may ask for more than this: 2^20 blocks are a gibibyte. */
const MOST_LN = 17;

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Too many passwords wait to be checked: the request may be repeated. */
export class PasswordsBusy extends Error {}

let running = 0;
const waiting: (() => void)[] = [];

/** The text that is stored of a password: scrypt, with its parameters and a salt. Throws `PasswordsBusy`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/**
 * Whether the password is the one of a stored hash. Without a hash (nobody has the account, or it has no password) it
 * takes as long and is false, so that the time tells nobody which accounts exist. Throws `PasswordsBusy`.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const read = stored === null ? null : readHash(stored);
  const { cost, salt, hash } = read ?? { cost: COST, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) };
  const derived = await derive(password, salt, cost);
  return timingSafeEqual(derived, hash) && read !== null;
}

/** Whether a hash was made with other parameters than a new one would be. */
export function isOutdated(stored: string): boolean {
  const read = readHash(stored);
  return read === null || read.cost.ln !== COST.ln || read.cost.r !== COST.r || read.cost.p !== COST.p;
}

function readHash(stored: string): { readonly cost: Cost; readonly salt: Buffer; readonly hash: Buffer } | null {
  const found = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (!found) return null;
  const [, ln = '', r = '', p = '', salt = '', hash = ''] = found;
  const bytes = Buffer.from(hash, 'base64url');
  if (Number(ln) > MOST_LN || bytes.length !== HASH_BYTES) return null;
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: bytes,
  };
}

// One typed password may be composed in two ways of Unicode; both are the same password.
async function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  await takePlace();
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const options = { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * 256 };
      scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, hash) =>
        error ? reject(error) : resolve(hash),
      );
    });
  } finally {
    givePlace();
  }
}

async function takePlace(): Promise<void> {
  if (running < AT_ONCE) {
    running++;
    return;
  }
  if (waiting.length >= WAITING) throw new PasswordsBusy('too many passwords wait to be checked');
  // Whoever ends gives its place on, so the number that run stays.
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function givePlace(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}
