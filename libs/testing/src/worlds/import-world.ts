import type { z } from 'zod';
import { expect } from '@jest/globals';
import type { Database, Tx } from '@puntual/db/database';
import { importOptionsSchema, type ImportKind } from '@puntual/casework/imports/import-options';
import { runImport } from '@puntual/casework/imports/run-import';
import { receiveImport } from '@puntual/casework/imports/store-import';
import type { Actor } from '@puntual/casework/record/actor';

/** The moment of every import in these tests. */
export const nowMs = Date.parse('2026-11-20T10:00:00Z');

type Options = z.input<typeof importOptionsSchema>;
type Outcome = Record<'lines' | 'accepted' | 'duplicates' | 'skipped' | 'unidentified' | 'faulty', number> & {
  readonly state: string;
  readonly faults: readonly (readonly [number, string | null, string])[];
};

/** The content of a file as a stream of bytes. */
export async function* fileOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(typeof content === 'string' ? Buffer.from(content) : content);
}

/** One organization for tests of imports. */
export class ImportWorld {
  readonly database: Database;
  readonly organization: { readonly id: string; readonly slug: string };
  readonly actor: Actor;

  constructor(database: Database, organization: { readonly id: string; readonly slug: string }) {
    this.database = database;
    this.organization = organization;
    this.actor = { organizationId: organization.id, slug: organization.slug, name: 'Eva' };
  }

  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.inOrganization(this.organization.id, work);
  }

  /** Stores a file and returns the id of its import. */
  async give(kind: ImportKind, content: string | Uint8Array, options: Options = {}, dryRun = false): Promise<string> {
    const received = await receiveImport(
      this.database,
      this.actor,
      { kind, dryRun, fileName: null, options: importOptionsSchema.parse(options), file: fileOf(content) },
      nowMs,
    );
    if (received.result !== 'received') throw new Error(received.result);
    return received.importId;
  }

  /** Processes an import to its end, or until `stopping` returns true. */
  run(importId: string, stopping?: () => boolean): ReturnType<typeof runImport> {
    return runImport(
      this.database,
      { organizationId: this.organization.id, slug: this.organization.slug, importId },
      { now: () => nowMs, ...(stopping ? { stopping } : {}) },
    );
  }

  async outcome(importId: string): Promise<Outcome> {
    return this.inside(async (tx) => {
      const row = await tx.dataImport.findUniqueOrThrow({ where: { id: importId } });
      const faults = await tx.dataImportFault.findMany({ where: { importId }, orderBy: { number: 'asc' } });
      return {
        state: row.state,
        lines: row.lines,
        accepted: row.accepted,
        duplicates: row.duplicates,
        skipped: row.skipped,
        unidentified: row.unidentified,
        faulty: row.faulty,
        faults: faults.map((fault) => [fault.line, fault.field, fault.code] as const),
      };
    });
  }

  /** Stores and processes a file, and returns the counts and faults of its import. */
  async imported(
    kind: ImportKind,
    content: string | Uint8Array,
    options: Options = {},
    dryRun = false,
  ): Promise<Outcome> {
    const id = await this.give(kind, content, options, dryRun);
    expect(await this.run(id)).toBe('ended');
    return this.outcome(id);
  }

  /** Every invoice number with its open amount. */
  opens(): Promise<(readonly [string, bigint])[]> {
    return this.inside(async (tx) =>
      (await tx.invoice.findMany({ orderBy: { number: 'asc' } })).map((row) => [row.number, row.openMinor] as const),
    );
  }
}
