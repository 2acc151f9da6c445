import type { SimulationResult } from '@puntual/casework/simulate/simulate';
import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** Faults that are named; a list of ids that belong elsewhere may be long. */
const MOST_FAULTS = 20;

/** Why a simulation could not be made, as the problem to answer with. */
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
