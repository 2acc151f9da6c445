/** Which folders of a package each folder may import: folder -> folders. What is not named may not be imported. */
export type AllowedArrows = Readonly<Record<string, readonly string[]>>;

/** The layers of casework, lowest first; a folder may import those of the layers below its own. */
const CASEWORK_LAYERS = [
  ['record'],
  ['collectors'],
  ['audit', 'settings', 'policy-versions', 'access', 'tasks', 'holds'],
  ['portal-links', 'supply'],
  ['credit'],
  ['ledger'],
  ['facts'],
  ['disputes', 'gate', 'replies'],
  ['promises'],
  ['payment-plans', 'agencies'],
  ['cases', 'contact'],
  ['groups', 'receipts'],
  ['intake', 'policies'],
  ['people'],
  ['as-of', 'imports', 'inbound', 'plans', 'simulate', 'statements', 'worklist'],
  ['portal', 'reconcile'],
];

/**
 * The layers of the rules, lowest first: languages, codes, days, amounts, what a policy says, what is decided by it,
 * what is recorded of it.
 */
const DOMAIN_LAYERS = [
  ['access', 'language'],
  ['tasks'],
  ['refusals'],
  ['calendar'],
  ['branding', 'entries', 'money'],
  ['disputes', 'matching', 'payment-plans', 'policy', 'promises', 'statement'],
  ['portal', 'service-messages'],
  ['caps', 'charges', 'replies', 'risk'],
  ['decide', 'policy-check', 'worklist'],
  ['agencies', 'audit', 'credit'],
  ['ledger', 'simulate'],
];

/** The arrows that the tidy test allows, by package. */
export const FOLDER_ARROWS: Readonly<Record<string, AllowedArrows>> = {
  'libs/casework': arrowsOf(CASEWORK_LAYERS),
  'libs/domain': arrowsOf(DOMAIN_LAYERS),
};

function arrowsOf(layers: readonly (readonly string[])[]): AllowedArrows {
  return Object.fromEntries(layers.flat().map((folder) => [folder, below(layers, folder)]));
}

function below(layers: readonly (readonly string[])[], folder: string): string[] {
  const own = layers.findIndex((layer) => layer.includes(folder));
  return layers.slice(0, own).flat();
}
