import type { SimulationResult } from '@puntual/casework/simulate/simulate';
import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { currentLanguage, type Words } from '../http/language.ts';
import { policyProblem } from './show-policies.ts';

const notOpen: Words = {
  en: 'there is no open invoice with this id',
  es: 'no hay ninguna factura pendiente con este identificador',
};
/** Faults that are named; a list of ids that belong elsewhere may be long. */
const MOST_FAULTS = 20;

/** Why a simulation could not be made, as the problem to answer with. */
export function refusal(result: Exclude<SimulationResult, { result: 'simulated' }>): ApiProblem {
  switch (result.result) {
    case 'policy-not-found':
      return notFound();
    case 'policy-invalid':
      return policyProblem(result.faults.map((fault) => ({ ...fault, path: `policy.document.${fault.path}` })));
    case 'unknown-invoices':
      return invalid(
        result.invoiceIds
          .slice(0, MOST_FAULTS)
          .map((id) => ({ path: `over.invoiceIds.${id}`, message: notOpen[currentLanguage.getStore() ?? 'en'] })),
      );
    case 'too-many': {
      const most = SIMULATED_INVOICES;
      return new ApiProblem(422, 'too-many-invoices', {
        en: `There are ${result.invoices} invoices; a simulation takes at most ${most}: name some, or fewer days.`,
        es: `Hay ${result.invoices} facturas; una simulación admite ${most} como máximo: indique algunas, o menos días.`,
      });
    }
  }
}
