import type { IgnoredBecause } from '@puntual/casework/imports/files/table';
import type { Remark } from '@puntual/casework/imports/import-report';

/** What an import tells of columns and lines, in one language. `{name}` is replaced by the value of that name. */
export interface ReportWords {
  /** A column that is read. */
  readonly read: string;
  /** A column that is not read. */
  readonly ignored: Readonly<Record<IgnoredBecause, string>>;
  readonly remarks: Readonly<Record<Remark, string>>;
  /** Stands for a day that the file does not name. */
  readonly noDay: string;
}
