/** What belongs to a customer, and so to a portfolio. */
export type SubjectKind = 'customers' | 'invoices' | 'payments' | 'tasks' | 'promises' | 'payment-plans' | 'groups';

/** The fields of bodies that name something of a customer: one id or several. */
export const BODY_SUBJECTS: Readonly<Record<string, SubjectKind>> = {
  customerId: 'customers',
  into: 'customers',
  payer: 'customers',
  invoiceId: 'invoices',
  invoiceIds: 'invoices',
  paymentId: 'payments',
  creditNoteId: 'payments',
  taskId: 'tasks',
  renews: 'promises',
  groupId: 'groups',
};

/** Something that a body names, and the dotted path of its field. */
export interface NamedSubject {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly path: string;
}

/** Everything of a customer that a JSON body names, at any depth (bodies are limited in depth and size). */
export function namedSubjects(body: unknown, path = ''): NamedSubject[] {
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return [];
  return Object.entries(body).flatMap(([key, value]: [string, unknown]): NamedSubject[] => {
    const at = path === '' ? key : `${path}.${key}`;
    const kind = Object.hasOwn(BODY_SUBJECTS, key) ? BODY_SUBJECTS[key] : undefined;
    if (kind === undefined) return namedSubjects(value, at);
    if (typeof value === 'string') return [{ kind, id: value, path: at }];
    if (!Array.isArray(value)) return namedSubjects(value, at);
    return value.flatMap((each: unknown, index) =>
      typeof each === 'string' ? [{ kind, id: each, path: `${at}.${index}` }] : namedSubjects(each, `${at}.${index}`),
    );
  });
}
