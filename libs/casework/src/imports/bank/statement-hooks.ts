/** What a reader of statements tells beside the movements. */
export interface StatementHooks {
  /** A statement without movements was read; its day, where it names one. */
  readonly onEmpty?: ((day: string | null) => void) | undefined;
}
