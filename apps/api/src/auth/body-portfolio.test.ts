import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@puntual/db/ids';
import { RIGHTS } from '@puntual/domain/access/rights';
import { aPerson, asPerson, signIn } from '../testing/people.ts';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { seedReply, seedTask } from '../testing/seed-message.ts';
import { useApi } from '../testing/use-api.ts';
import { BODY_SUBJECTS, namedSubjects, type SubjectKind } from './body-subjects.ts';
import { WHOLE_ORGANIZATION } from './portfolio.ts';

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** The paths of the fields of a schema that hold text: `parts[].customerId`. */
function textFields(schema: Schema, path = '', within: readonly string[] = []): string[] {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined)
    return within.includes(name) ? [] : textFields(document.components.schemas[name] ?? {}, path, [...within, name]);
  const variants = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  const properties = Object.entries(schema.properties ?? {});
  return [
    ...variants.flatMap((each) => textFields(each, path, within)),
    ...properties.flatMap(([key, each]) => textFields(each, path === '' ? key : `${path}.${key}`, within)),
    ...(schema.items === undefined ? [] : textFields(schema.items, `${path}[]`, within)),
    ...(schema.type === 'string' ? [path] : []),
  ];
}

const bodies = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    const fields = schema === undefined ? [] : [...new Set(textFields(schema))];
    return fields.map((field) => ({ route: `${method.toUpperCase()} ${path}`, field }));
  }),
);
const keyOf = (field: string) => field.split('.').at(-1)?.replaceAll('[]', '') ?? '';
const routeOf = (route: string) => route.replaceAll(/\{(\w+)\}/g, ':$1');
const naming = bodies.filter(
  ({ route, field }) => keyOf(field) in BODY_SUBJECTS && !WHOLE_ORGANIZATION.has(routeOf(route)),
);

/** Fields that end like an id and name nothing of a customer's, with what they name. */
const OTHERS: Readonly<Record<string, string>> = {
  contactId: 'a contact of the customer in the address',
  id: 'the id of an answer, a rule or an event',
  managerId: 'a person',
  personId: 'a person',
  rawId: 'a passkey',
  reportId: 'the agency’s own id of its report',
  substituteId: 'a person',
};

/** The body that has one field alone. */
function bodyWith(field: string, id: string): unknown {
  const [first = '', ...rest] = field.split('.');
  const key = first.replaceAll('[]', '');
  let value: unknown = rest.length === 0 ? id : bodyWith(rest.join('.'), id);
  if (first.endsWith('[]')) value = [value];
  return key === '' ? value : { [key]: value };
}

const world = useApi();
let ana: ReturnType<typeof asPerson>;
/** What is somebody else's, and what is Ana's. */
let ids: Readonly<Record<SubjectKind, readonly [string, string]>>;

beforeAll(async () => {
  const { api, db } = world;
  const { email } = await aPerson(db.database, db.organization, 'administrator', 'boss@norte.example');
  const boss = asPerson(api, await signIn(api, email));
  const people = [];
  for (const name of ['ana', 'bea'])
    people.push(await aPerson(db.database, db.organization, 'administrator', `${name}@norte.example`));
  for (const { id } of people) await boss('PUT', `/v1/collectors/${id}`, {});
  await api.take(
    db.organization,
    ...['A', 'B'].flatMap((name) => [
      aCustomer('demo', `C-${name}`, {
        accountManager: name === 'A' ? 'ana@norte.example' : 'bea@norte.example',
        group: { groupId: `G-${name}` },
      }),
      ...['', '2', '3'].map((n) => anInvoice('demo', `I-${name}${n}`, `C-${name}`, '2026-11-10')),
      aPayment('demo', `P-${name}`, `C-${name}`, `I-${name}`, '1.00'),
    ]),
  );
  const task = (name: string) =>
    db.database
      .inOrganization(db.organization.id, async (tx) => [
        (await tx.customer.findFirstOrThrow({ where: { customerId: `C-${name}` } })).id,
        (await tx.invoice.findFirstOrThrow({ where: { invoiceId: `I-${name}` } })).id,
      ])
      .then(([customer = '', invoice = '']) => seedTask(db.database, db.organization, customer, [invoice], 'call'));
  const promise = async (name: string) =>
    String(
      (await boss('POST', `/v1/customers/C-${name}/promises`, { date: '2026-11-27', invoiceIds: [`I-${name}`] })).body
        .id,
    );
  ids = {
    customers: ['C-B', 'C-A'],
    invoices: ['I-B', 'I-A'],
    payments: ['P-B', 'P-A'],
    tasks: [await task('B'), await task('A')],
    promises: [await promise('B'), await promise('A')],
    groups: ['G-B', 'G-A'],
    'payment-plans': ['', ''],
  };
  const receiptId = newId();
  const receipt = { id: receiptId, organizationId: db.organization.id, receiptId: 'bank-1', movement: {} };
  const received = { amountMinor: 100n, currency: 'EUR', receivedOn: new Date('2026-11-19'), keptAt: new Date() };
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.unidentifiedReceipt.create({ data: { ...receipt, ...received } }),
  );
  const made = async (what: string, body: object) =>
    String((await boss('POST', `/v1/customers/C-A/${what}`, body)).body.id);
  const instalments = [{ date: '2026-12-01', amount: '121.00' }];
  own = {
    customers: 'C-A',
    invoices: 'I-A',
    payments: 'P-A',
    tasks: ids.tasks[1],
    promises: ids.promises[1],
    receipts: receiptId,
    replies: await seedReply(db.database, db.organization, null),
    disputes: await made('disputes', { reason: 'x', invoices: [{ invoiceId: 'I-A2' }] }),
    'payment-plans': await made('payment-plans', { invoiceIds: ['I-A3'], instalments }),
  };
  // A role that may do everything, but only with what is theirs.
  const rights = RIGHTS.filter((right) => right !== 'portfolio.all');
  expect((await boss('PUT', '/v1/roles/confined', { name: 'Confined', rights })).status).toBe(200);
  await boss('PATCH', `/v1/users/${people[0]?.id}`, { role: 'confined' });
  expect((await boss('PATCH', '/v1/settings', { portfolios: true })).body.portfolios).toBe(true);
  ana = asPerson(api, await signIn(api, 'ana@norte.example'));
});

/** What the addresses name: Ana's, by resource. */
let own: Readonly<Record<string, string>>;
const filled = (path: string) =>
  path.replace('{id}', own[path.split('/')[2] ?? ''] ?? '').replaceAll(/\{\w+\}/g, newId());

describe('a body that names what is somebody else’s', () => {
  test.each(naming.map(({ route, field }) => [route, field] as const))('%s refuses it in %s', async (route, field) => {
    const [method = '', path = ''] = route.split(' ');
    const address = filled(path);
    const [theirs, mine] = ids[BODY_SUBJECTS[keyOf(field)] ?? 'customers'];
    const answer = (id: string) => ana(method, address, bodyWith(field, id));
    const refused = await answer(theirs);
    const at = field.replaceAll('[]', '.0');
    const named = (text: string) => text.includes(`"path":"${at}"`) && text.includes('not among what you look after');
    expect([refused.status, named(refused.text)]).toEqual([422, true]);
    // The same request about what is one's own is not refused for that.
    expect(named((await answer(mine)).text)).toBe(false);
    // What is not there at all is refused alike, but for a group, which the request may make.
    if (BODY_SUBJECTS[keyOf(field)] !== 'groups') expect(named((await answer(newId())).text)).toBe(true);
  });

  test('whoever sees all customers may name it', async () => {
    const answer = await world.api.post('/v1/approvals', { kind: 'write-off', invoiceId: 'I-B' });
    expect(answer.text).not.toContain('look after');
  });

  test('ids are found at any depth, and other texts are not ids', () => {
    const body = {
      parts: [{ customerId: 'C', allocations: [{ invoiceId: 'I', amount: '1.00' }] }],
      invoiceIds: ['J', 7],
    };
    expect(namedSubjects(body)).toEqual([
      { kind: 'customers', id: 'C', path: 'parts.0.customerId' },
      { kind: 'invoices', id: 'I', path: 'parts.0.allocations.0.invoiceId' },
      { kind: 'invoices', id: 'J', path: 'invoiceIds.0' },
    ]);
  });

  test('every field that ends like an id is checked, or names nothing of a customer’s', () => {
    const unknown = bodies.filter(
      ({ route, field }) =>
        /(^i|I)ds?$/.test(keyOf(field)) &&
        !(keyOf(field) in BODY_SUBJECTS) &&
        !(keyOf(field) in OTHERS) &&
        !WHOLE_ORGANIZATION.has(routeOf(route)),
    );
    expect(unknown).toEqual([]);
  });
});
