import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest();

interface Options {
  readonly challenge?: unknown;
  readonly rp?: { readonly id?: string };
  readonly rpId?: string;
}

/** What an authenticator can be made to do wrong. */
export interface Mischief {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  /** Answers without having verified its user. */
  readonly isUnverified?: boolean;
  /** Does not count up, as a copy would. */
  readonly isCopy?: boolean;
}

/** An authenticator with one passkey (ES256), as a browser on `origin` would use it. */
export class SoftwareAuthenticator {
  readonly id = randomBytes(16);
  private readonly origin: string;
  private readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  private counter = 0;

  constructor(origin: string) {
    this.origin = origin;
    this.keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** Answers `navigator.credentials.create` as JSON. */
  create(options: Options, mischief: Mischief = {}): object {
    const clientDataJSON = this.clientData('webauthn.create', options, mischief);
    const idLength = Buffer.from([0, this.id.length]);
    const attested = Buffer.concat([Buffer.alloc(16), idLength, this.id, this.coseKey()]);
    const authData = Buffer.concat([this.authData(options.rp?.id ?? '', mischief, ATTESTED), attested]);
    const attestationObject = cbor(
      new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    );
    return this.answer({
      clientDataJSON: clientDataJSON.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers `navigator.credentials.get` as JSON. */
  get(options: Options, mischief: Mischief = {}): object {
    if (!mischief.isCopy) this.counter++;
    const clientDataJSON = this.clientData('webauthn.get', options, mischief);
    const authData = this.authData(options.rpId ?? '', mischief, 0);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientDataJSON)]), this.keys.privateKey);
    return this.answer({
      clientDataJSON: clientDataJSON.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  private answer(response: object): object {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  private clientData(type: string, { challenge }: Options, mischief: Mischief): Buffer {
    const said = { type, challenge: mischief.challenge ?? challenge, origin: mischief.origin ?? this.origin };
    return Buffer.from(JSON.stringify({ ...said, crossOrigin: false }));
  }

  private authData(rpId: string, mischief: Mischief, more: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = PRESENT | (mischief.isUnverified ? 0 : VERIFIED) | more;
    return Buffer.concat([sha256(mischief.rpId ?? rpId), Buffer.from([flags]), counter]);
  }

  private coseKey(): Buffer {
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    return cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
  }
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

// The little of CBOR that passkeys need.
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])]);
}

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}
