/** The user or API key that acts on an organization's data. */
export interface Actor {
  readonly organizationId: string;
  readonly slug: string;
  /** Who did it, as the audit names them. */
  readonly name: string;
}
