import type { Language } from '../language/languages.ts';
import type { TaskEnd, TaskKind } from './task-kinds.ts';

/** The kinds of tasks and the outcomes that end them, as a credit controller reads them. */
interface TaskWords {
  readonly kinds: Readonly<Record<TaskKind, string>>;
  readonly ends: Readonly<Record<TaskEnd, string>>;
}

export const taskWords: Readonly<Record<Language, TaskWords>> = {
  en: {
    kinds: {
      call: 'call the customer',
      'approve-agency': 'approve the hand-off to the agency',
      'fix-contact': 'mend the contact data',
      'ambiguous-send': 'find out whether a message was sent',
      'unapplied-cash': 'match unapplied cash',
      reconcile: 'the ERP’s open items differ',
      'unidentified-receipt': 'find out whose money it is',
      'untied-return': 'find out which payment came back',
    },
    ends: {
      promised: 'the customer promised to pay',
      dispute: 'dispute',
      'no-answer': 'no answer',
      voicemail: 'voicemail',
      refuses: 'the customer refuses to pay',
      'paid-already': 'the customer says that it is paid',
      'wrong-contact': 'wrong contact',
      settled: 'settled',
      approve: 'approved',
      reject: 'rejected',
      fixed: 'mended',
      'cannot-fix': 'cannot be mended',
      'was-sent': 'it was sent',
      'was-not-sent': 'it was not sent',
      handled: 'handled',
      placed: 'the money is placed',
      reversed: 'the money was taken back',
      agreed: 'the books agree',
      assigned: 'it is a customer’s',
      returned: 'the money was sent back',
      listed: 'its payments are known one by one',
      tied: 'the payment that came back is known',
    },
  },
  es: {
    kinds: {
      call: 'llamar al cliente',
      'approve-agency': 'aprobar la cesión a la agencia',
      'fix-contact': 'corregir los datos de contacto',
      'ambiguous-send': 'averiguar si un mensaje salió',
      'unapplied-cash': 'aplicar el dinero sin asignar',
      reconcile: 'las partidas abiertas del ERP no coinciden',
      'unidentified-receipt': 'averiguar de quién es el dinero',
      'untied-return': 'averiguar qué pago se ha devuelto',
    },
    ends: {
      promised: 'el cliente prometió pagar',
      dispute: 'disputa',
      'no-answer': 'no contestan',
      voicemail: 'buzón de voz',
      refuses: 'el cliente se niega a pagar',
      'paid-already': 'el cliente dice que ya pagó',
      'wrong-contact': 'contacto equivocado',
      settled: 'saldada',
      approve: 'aprobada',
      reject: 'rechazada',
      fixed: 'corregidos',
      'cannot-fix': 'no se pueden corregir',
      'was-sent': 'salió',
      'was-not-sent': 'no salió',
      handled: 'resuelta',
      placed: 'el dinero está aplicado',
      reversed: 'el pago fue devuelto',
      agreed: 'los libros coinciden',
      assigned: 'es de un cliente',
      returned: 'el dinero se devolvió al pagador',
      listed: 'sus pagos se conocen uno a uno',
      tied: 'ya se conoce el pago devuelto',
    },
  },
};
