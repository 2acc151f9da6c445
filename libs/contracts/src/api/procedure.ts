import { customerProcedureSchema } from '@puntual/domain/policy/customer-procedure';
import type { z } from 'zod';

/** How a customer pays, as the API shows it. */
export const procedureSchema = customerProcedureSchema.meta({ id: 'CustomerProcedure' });
export type ProcedureView = z.infer<typeof procedureSchema>;

/** How a customer pays, as a person writes it: unknown fields are refused, so that a misspelled one is noticed. */
export const setProcedureSchema = customerProcedureSchema.strict().meta({ id: 'SetCustomerProcedure' });
