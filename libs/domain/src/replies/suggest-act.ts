import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { DisputeCategory } from '../disputes/dispute-codes.ts';
import { spokenAmounts, type SpokenAmount } from './spoken-amount.ts';
import { spokenDays, type SpokenAs } from './spoken-day.ts';

/** A sum that the sender promises for a day. Without an amount: all that is open. */
export interface PromisedPart {
  readonly on: IsoDate;
  readonly amount: SpokenAmount | null;
}

/** What a reply may mean, with the sentence that says so. A person confirms it. */
export type Suggestion =
  | { readonly kind: 'promise'; readonly quote: string; readonly parts: readonly PromisedPart[] }
  | { readonly kind: 'dispute'; readonly quote: string; readonly category: DisputeCategory }
  | { readonly kind: 'paid'; readonly quote: string; readonly on: IsoDate | null };

/** A later day is no promise that anybody should believe. */
const FURTHEST_PROMISE_DAYS = 180;
const MOST_SENTENCES = 200;
const MOST_QUOTE = 500;

/**
 * What a reply in English or Spanish suggests: of each kind at most one, from the first sentence that says so. A
 * sentence with a condition, a question or a negation promises nothing, and without a day nothing is promised. Pure and
 * total.
 */
export function suggestActs(body: string, as: SpokenAs): readonly Suggestion[] {
  const sentences = sentencesOf(body).slice(0, MOST_SENTENCES);
  return [first(sentences, disputeIn), first(sentences, paidIn, as), first(sentences, promiseIn, as)].filter(
    (suggestion): suggestion is Suggestion => suggestion !== null,
  );
}

function first(
  sentences: readonly string[],
  read: (sentence: string, as: SpokenAs) => Suggestion | null,
  as: SpokenAs = { today: '2000-01-01', monthFirst: false },
): Suggestion | null {
  for (const sentence of sentences) {
    const suggestion = read(sentence, as);
    if (suggestion) return suggestion;
  }
  return null;
}

// Mail programs break lines anywhere: only an empty line, or a mark of a sentence's end, ends a sentence.
function sentencesOf(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?…])\s+(?=[\p{Lu}¿¡"“«])/u))
    .map((sentence) => sentence.trim().slice(0, MOST_QUOTE))
    .filter((sentence) => sentence !== '');
}

const CONDITION =
  /^\W*(si|cuando|en cuanto|una vez|siempre que|if|when|once|as soon as|unless|provided)\b|\b(?:, |pero )?(siempre que|en cuanto|en caso de que|if you|once you|as soon as|provided that|unless)\b/;
const NEGATION =
  /\b(no|nunca|tampoco|not|never|cannot|can't|won't|isn't|hasn't|haven't|wasn't|didn't|unable|imposible)\b/;

const PROMISES = [
  /\b(pagare(mos)?|abonare(mos)?|transferire(mos)?|liquidare(mos)?|ingresare(mos)?|saldare(mos)?)\b/,
  /\b(hare(mos)?|realizare(mos)?|efectuare(mos)?|ordenare(mos)?|enviare(mos)?|emitire(mos)?) (el |la |una |un |su |vuestr[oa] )?(\w+ )?(pago|transferencia|ingreso|abono)\b/,
  /\b(vamos a|voy a|vamos|tenemos previsto|tengo previsto|esta previsto|nos comprometemos a|me comprometo a) (pagar|abonar|transferir|hacer|realizar|liquidar|efectuar|ingresar)/,
  /\b(se|os|les|le) (lo |la |los |las )?(pagara|abonara|hara|realizara|efectuara|transferira|paga|pagamos|pago|transferimos|transfiero|abonamos|abono|hacemos|hago)\b/,
  /\b(sera|seran|quedara|quedaran) (pagad|abonad|transferid|liquidad)/,
  /\b(el|la|su|nuestro|vuestro) (pago|transferencia|abono) (\w+ )?(esta |se |queda )?(previst|programad|saldra|sale|sera|se hara|se realizara|ira)/,
  /\b(pago|transferencia) (previst|programad)[oa]/,
  /\b(recibiran?|recibireis|tendran?|tendreis) (el |la )?(pago|transferencia|dinero|importe)\b/,
  /\b(pagamos|abonamos|transferimos|hacemos el pago|hacemos la transferencia) (\w+ )?(el|la|a|manana|pasado|este|hoy|las)\b/,
  /\b(will|shall|'ll|going to|plan to|planning to|intend to|expect to|aim to) (\w+ )?(pay|settle|transfer|remit|clear|release|wire|make (the |a |this |your )?(\w+ )?(payment|transfer)|send (the |a |you |your )?(\w+ )?(payment|transfer|money)|process (the |this |your )?payment|be (paid|settled|transferred|wired|cleared|released|processed))\b/,
  /\b(payment|transfer) (of [^.]{1,40} )?((is|will be|should be) (scheduled|planned|set|going out|made|sent|released|processed|due to)|has been (scheduled|planned))/,
  /\b(scheduled|planned) (the |your )?(payment|transfer)\b/,
  /\b(you will|you'll|you should) (receive|have|get) (the |your |our )?(payment|money|funds|transfer)\b/,
  /\b(we are|we're|i am|i'm) (paying|transferring|settling|sending (the |your )?payment)\b/,
  /\b(promise|undertake|commit) to (pay|settle|transfer)\b/,
];

function promiseIn(sentence: string, as: SpokenAs): Suggestion | null {
  const plain = plainOf(sentence);
  if (isDoubtful(plain) || !PROMISES.some((pattern) => pattern.test(plain))) return null;
  const days = spokenDays(sentence, as);
  const [day] = days;
  if (!day || days.some(({ on }) => on < as.today || daysBetween(as.today, on) > FURTHEST_PROMISE_DAYS)) return null;
  const amounts = spokenAmounts(sentence);
  if (days.length === 1 && amounts.length <= 1)
    return { kind: 'promise', quote: sentence, parts: [{ on: day.on, amount: amounts[0] ?? null }] };
  // "500 € on Friday and 700 € on the 15th": each day has its sum, or nobody can say which is whose.
  if (days.length !== amounts.length || new Set(amounts.map(({ currency }) => currency)).size !== 1) return null;
  return {
    kind: 'promise',
    quote: sentence,
    parts: days.map(({ on }, at) => ({ on, amount: amounts[at] ?? null })),
  };
}

const PAID = [
  /\b(ya )?(esta|estan|fue|fueron|quedo|ha sido|han sido|se encuentra) (ya )?(pagad|abonad|transferid|liquidad|saldad)/,
  /\b(ya )?(hemos|he|han|ha) (ya )?(pagado|abonado|transferido|liquidado|ingresado|saldado)\b/,
  /\b(ya )?(hemos|he|han|ha) (ya )?(realizado|hecho|ordenado|emitido|efectuado|enviado) (ya )?(el |la |una |un )?(pago|transferencia|ingreso)/,
  /\bse (pago|abono|transfirio|liquido|ingreso) (ya )?(el|la|ayer|la semana)\b/,
  /\b(pagamos|pague|abonamos|transferimos) (la factura |esta factura |dicha factura )?(ayer|el pasado|la semana pasada|hace)\b/,
  /\b(adjunt\w+|envi\w+) (el |los |un )?(justificante|comprobante)/,
  /\b(has|have|was|were|is|are) (already )?(been )?(already )?(paid|settled|transferred|wired)\b/,
  /\b(we|i) (have |'ve )?(already )?(paid|settled|transferred|wired|made (the|this|a) (payment|transfer))\b/,
  /\bpayment (was|has been|has already been) (made|sent|executed|released|processed)\b/,
  /\b(proof of payment|payment confirmation|remittance advice|bank confirmation) (is |are )?(attached|enclosed)|attached (is |you will find |please find )?(the |our )?(proof of payment|payment confirmation)/,
];

function paidIn(sentence: string, as: SpokenAs): Suggestion | null {
  const plain = plainOf(sentence);
  if (isDoubtful(plain) || !PAID.some((pattern) => pattern.test(plain))) return null;
  const days = spokenDays(sentence, as);
  // What lies ahead is a promise: "is paid on Friday".
  if (days.some(({ on }) => on > as.today)) return null;
  return { kind: 'paid', quote: sentence, on: days.at(-1)?.on ?? null };
}

function isDoubtful(plain: string): boolean {
  return /[?¿]/.test(plain) || CONDITION.test(plain) || NEGATION.test(plain);
}

/** What disputes say, the more certain first. */
const DISPUTES: readonly (readonly [DisputeCategory, RegExp])[] = [
  [
    'duplicate',
    /\b(factura|cobrad[oa]s?|facturad[oa]s?|cargo) (\w+ )?(duplicad|dos veces)|\b(invoiced|charged|billed) twice\b|\bduplicate (invoice|charge|billing)/,
  ],
  [
    'returned-goods',
    /\b(devolvimos|hemos devuelto|mercancia devuelta|devolucion de (la |el )?(mercancia|material|pedido|producto))|\b(returned the (goods|items|order|material)|goods (were|have been) returned)\b/,
  ],
  [
    'quality',
    /\b(defectuos|danad[oa]s?|en mal estado|rot[oa]s?\b|mala calidad|estropead|averiad)|\b(damaged|defective|faulty|broken|poor quality)\b/,
  ],
  [
    'delivery',
    /\bno (hemos|he|nos ha|nos han) (recibido|llegado|entregado) (\w+ )?(la mercancia|el material|el pedido|los productos|el servicio|la entrega|el producto)|\b(not|never|haven't|hasn't) (yet )?(received|been delivered|arrived|had) (the |our |any )?(goods|order|delivery|items|material|service|shipment)/,
  ],
  [
    'quantity',
    /\b(falta(n|ban)?|faltaron) (\w+ )?(unidades|cajas|articulos|piezas|mercancia|bultos|palets)|\b(missing|short of) (\d+ )?(items|units|boxes|pieces|pallets)|\bshort delivery\b|\bwrong quantity\b/,
  ],
  [
    'price',
    /\b(precio|importe|tarifa|descuento) (\w+ ){0,5}(incorrect|erroneo|equivocad|mal\b|no (es|coincide|corresponde))|\bcobrad[oa]s? de mas\b|\b(wrong|incorrect) (price|amount|rate|discount)\b|\bovercharged\b|\b(price|amount|discount) (is|was|seems) (\w+ )?(wrong|incorrect)/,
  ],
  [
    'tax',
    /\biva (\w+ ){0,2}(incorrect|erroneo|mal\b)|\b(wrong|incorrect) (vat|tax)\b|\b(vat|tax) (\w+ )?(is|was) (wrong|incorrect)/,
  ],
  [
    'other',
    /\bno (estamos|estoy) (de acuerdo|conformes?)\b|\b(disconform|no conforme)|\b(error|errores|equivocacion) en (la |su |vuestra |esta )?factura|\breclamacion\b|\bfactura (\w+ )?(incorrecta|erronea)|\b(no (la |lo |os |les )?(vamos a|pensamos) pagar|no (la |lo |les |os )?pagaremos|nos negamos a pagar)|\b(disagree|we dispute|i dispute|in dispute|disputed|we contest)\b|\b(incorrect|wrong) invoice\b|\b(error|mistake) (in|on|with) (the |this |your )?invoice|\binvoice (\w+ )?is (wrong|incorrect)\b|\brefuse to pay\b/,
  ],
];

function disputeIn(sentence: string): Suggestion | null {
  const plain = plainOf(sentence);
  if (/\b(ningun|ninguna|no hay|no existe|any|no) (problema|error|reclamacion|issue|dispute|problem)\b/.test(plain))
    return null;
  const found = DISPUTES.find(([, pattern]) => pattern.test(plain));
  return found ? { kind: 'dispute', quote: sentence, category: found[0] } : null;
}

function plainOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .toLowerCase();
}
