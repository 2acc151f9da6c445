/** The import that an audit event is about. */
export interface Import {
  readonly importId: string;
  readonly kind: string;
}

/** What became of the lines of an import. */
export interface ImportCounts {
  readonly lines: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly faulty: number;
}
