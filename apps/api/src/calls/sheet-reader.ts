import type { Organization } from '@puntual/casework/record/organization';
import type { Language } from '@puntual/domain/language/languages';

/** Who reads a sheet. */
export interface SheetReader {
  readonly organization: Organization;
  readonly language: Language;
  /** The name under which the reader speaks to the customer. */
  readonly name: string;
}
