import type { SimulationResult } from '@puntual/casework/simulate/simulate';
import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** Most faults that are listed; a list of foreign ids may be long. */
const MOST_FAULTS = 20;

/** The problem for a simulation that was refused. */
export function refusal(result: Exclude<SimulationResult, { result: 'simulated' }>): ApiProblem {
  switch (result.result) {
    case 'policy-not-found':
      return notFound();
    case 'policy-invalid':
      return invalid(result.faults.map((fault) => ({ ...fault, path: `policy.document.${fault.path}` })));
    case 'unknown-invoices':
      return invalid(
        result.invoiceIds
          .slice(0, MOST_FAULTS)
          .map((id) => ({ code: 'not-an-open-invoice', path: `over.invoiceIds.${id}`, values: {} })),
      );
    case 'too-many': {
      return new ApiProblem(422, {
        code: 'too-many-invoices',
        values: { invoices: result.invoices, most: SIMULATED_INVOICES },
      });
    }
  }
}
