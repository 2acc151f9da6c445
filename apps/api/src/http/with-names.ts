import { nameActors } from '@puntual/casework/record/actor-names';
import type { Tx } from '@puntual/db/database';

/** The fields of answers that say who did or does something. Each has a sister with the id: `claimedById`. */
const ACTOR_FIELDS = [
  'agreedBy',
  'approvedBy',
  'askedBy',
  'assignedTo',
  'author',
  'by',
  'claimedBy',
  'decidedBy',
  'endedBy',
  'givenBy',
  'insteadOf',
  'madeBy',
  'onDuty',
  'openedBy',
  'owner',
  'proposedBy',
  'publishedBy',
  'releasedBy',
  'resolvedBy',
  'savedBy',
  'setBy',
  'startedBy',
  'uploadedBy',
  'writtenBy',
] as const;
const actorFields: ReadonlySet<string> = new Set(ACTOR_FIELDS);

type IdField = `${(typeof ACTOR_FIELDS)[number]}Id`;

/** An answer as the tables have it: who did something is a stored id, and the sister fields are not there yet. */
export type Unnamed<View> = View extends readonly (infer Item)[]
  ? readonly Unnamed<Item>[]
  : View extends object
    ? { [Key in keyof View as Key extends IdField ? never : Key]: Unnamed<View[Key]> }
    : View;

/** Puts the names that people have now in the place of stored ids, and the ids beside them, however deep they are. */
export async function withNames<View>(tx: Tx, unnamed: Unnamed<View>): Promise<View> {
  const found = new Set<string>();
  visit(unnamed, (actor) => {
    found.add(actor);
    return actor;
  });
  const nameOf = await nameActors(tx, [...found]);
  return visit(unnamed, nameOf) as View;
}

function visit(value: unknown, nameOf: (actor: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => visit(each, nameOf));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).flatMap(([key, each]): [string, unknown][] =>
      actorFields.has(key) && (each === null || typeof each === 'string')
        ? [
            [key, each === null ? null : nameOf(each)],
            [`${key}Id`, each],
          ]
        : [[key, visit(each, nameOf)]],
    ),
  );
}

const STORED_ID = /"((?:user|key|contact|customer):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/g;

/** The stored ids of people and keys in the data of an audit event, however deep they are. */
export function actorsIn(data: Readonly<Record<string, unknown>>): string[] {
  return [...JSON.stringify(data).matchAll(STORED_ID)].flatMap(([, id]) => id ?? []);
}

/** The data of an audit event with names in the place of stored ids, for its sentence. */
export function nameData(
  data: Readonly<Record<string, unknown>>,
  nameOf: (actor: string) => string,
): Record<string, unknown> {
  const text = JSON.stringify(data).replace(STORED_ID, (_, id: string) => JSON.stringify(nameOf(id)));
  return JSON.parse(text) as Record<string, unknown>;
}
