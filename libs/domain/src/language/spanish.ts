/** The names of steps in Spanish, by the ids that the built-in policies give them. */
const steps: Readonly<Record<string, string>> = {
  courtesy: 'aviso previo',
  'due-today': 'aviso del día del vencimiento',
  friendly: 'recordatorio amistoso',
  'follow-up': 'segundo aviso',
  demand: 'requerimiento de pago',
  'final-demand': 'último requerimiento',
  notice: 'aviso de corte de suministro',
  'supply-hold-notice': 'aviso de corte de suministro',
  call: 'llamada',
  hold: 'corte de suministro',
  'supply-hold': 'corte de suministro',
  agency: 'cesión a la agencia',
  'thank-you': 'agradecimiento',
};

const stages: Readonly<Record<string, string>> = { ...steps, 'not-due': 'sin avisos', agency: 'agencia' };

/** The name of a policy's step: that of a built-in step, else its id; a repetition (`follow-up.2`) says which it is. */
export function stepInSpanish(stepId: string): string {
  const [, base = stepId, time] = /^(.+)\.(\d{1,3})$/.exec(stepId) ?? [];
  const name = Object.hasOwn(steps, base) ? (steps[base] ?? base) : base;
  return time === undefined ? name : `${name} (${time}.ª vez)`;
}

/** The name of a stage. */
export function stageInSpanish(stage: string): string {
  return Object.hasOwn(stages, stage) ? (stages[stage] ?? stage) : stage;
}
