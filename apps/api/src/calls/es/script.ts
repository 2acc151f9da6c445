import type { ScriptValues, ScriptWords } from '../script-words.ts';

const greeting = ({ collector, creditor, contact, customer }: ScriptValues) =>
  `Buenos días, soy ${collector}, de ${creditor}. ¿Hablo con ${contact ?? `cuentas por pagar de ${customer}`}?`;
const owed = ({ late, total }: ScriptValues) => `${late} ${late === 1 ? 'factura' : 'facturas'} por ${total}`;
const broken = ({ brokenPromises }: ScriptValues) =>
  brokenPromises === 0 ? [] : ['El último pago que nos prometieron no llegó. ¿Qué ocurrió?'];

/** What to say on the phone, in Spanish. */
export const script: ScriptWords = {
  first: (values) => [
    greeting(values),
    `Le llamo por ${owed(values)}; la más antigua lleva ${values.days} días de retraso. ¿Las han recibido?`,
    '¿Falta algo o hay algo que no sea lo acordado?',
    '¿Para qué día podemos esperar el pago? Puedo enviarle ahora la forma de pagar.',
  ],
  second: (values) => [
    greeting(values),
    `Hablamos de ${owed(values)}, y el pago no ha llegado.`,
    ...broken(values),
    '¿Qué importe sale y qué día? Lo anoto y se lo confirmo por escrito.',
  ],
  later: (values) => [
    greeting(values),
    `Después de varias llamadas siguen pendientes ${owed(values)}; la más antigua, desde hace ${values.days} días.`,
    ...broken(values),
    'Sin un pago, o sin fechas que se cumplan, el asunto pasa al paso siguiente. ¿Qué puede pagar hoy?',
    'Si no puede ser todo de una vez, acordemos ahora unos plazos.',
  ],
};
