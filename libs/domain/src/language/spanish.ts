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

const dates = new Intl.DateTimeFormat('es', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const minutes = new Intl.DateTimeFormat('es', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
});

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

/** "8 de diciembre de 2026" for a day `YYYY-MM-DD`; what is no such day is returned as it is. */
export function dayInSpanish(on: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(on) ? Date.parse(`${on}T00:00:00Z`) : NaN;
  return Number.isNaN(at) ? on : dates.format(at);
}

/** "8 de diciembre de 2026, 10:30 UTC" */
export function minuteInSpanish(at: number): string {
  return `${minutes.format(at)} UTC`;
}
