import type { DisputeCategory } from '../disputes/dispute-codes.ts';

// How people say in English and Spanish that they will pay, have paid, or dispute. The sentences are read in lower case
// and without accents. What is not here is not suggested, and a person reads the mail anyway.

/** Whether one of the phrases stands in a sentence. */
export function says(phrases: readonly RegExp[], plain: string): boolean {
  return phrases.some((phrase) => phrase.test(plain));
}

const phrase = (...parts: readonly string[]) => new RegExp(`\\b${parts.join('')}`);

/** Conditions, on which a promise would hang. */
export const CONDITIONS: readonly RegExp[] = [
  /^\W*(si|cuando|en cuanto|una vez|siempre que|if|when|once|as soon as|unless|provided)\b/,
  /\b(siempre que|en cuanto|en caso de que|if you|once you|as soon as|provided that|unless)\b/,
];

export const NEGATION =
  /\b(no|nunca|tampoco|not|never|cannot|can't|won't|isn't|hasn't|haven't|wasn't|didn't|unable|imposible)\b/;

const TO_PAY_ES = '(pagar|abonar|transferir|hacer|realizar|liquidar|efectuar|ingresar|saldar)';
const THE_ES = '(el |la |una |un |su |vuestr[oa] )?';
const PAYMENT_ES = '(pago|transferencia|ingreso|abono)';
const THE_EN = '(the |a |this |your |our )?';
const PAID_EN = '(paid|settled|transferred|wired|cleared|released|processed)';
const INTEND_EN = "(will|shall|'ll|going to|plan to|planning to|intend to|expect to|aim to) (\\w+ )?";

export const PROMISES: readonly RegExp[] = [
  /\b(pagare(mos)?|abonare(mos)?|transferire(mos)?|liquidare(mos)?|ingresare(mos)?|saldare(mos)?)\b/,
  phrase('(hare|realizare|efectuare|ordenare|enviare|emitire)(mos)? ', THE_ES, '(\\w+ )?', PAYMENT_ES, '\\b'),
  phrase('(vamos a|voy a|tenemos previsto|tengo previsto|esta previsto) ', TO_PAY_ES),
  phrase('(nos comprometemos a|me comprometo a) ', TO_PAY_ES),
  phrase('(se|os|les|le) (lo |la |los |las )?(pagara|abonara|hara|realizara|efectuara|transferira)\\b'),
  phrase('(se|os|les|le) (lo |la |los |las )?(paga|pagamos|pago|transferimos|transfiero|abonamos|abono)\\b'),
  phrase('(les|os|le) (hacemos|hago) ', THE_ES, PAYMENT_ES),
  /\b(sera|seran|quedara|quedaran) (pagad|abonad|transferid|liquidad)/,
  phrase('(el|la|su|nuestro|vuestro) ', PAYMENT_ES, ' (\\w+ )?(esta |se |queda )?(previst|programad)'),
  phrase('(el|la|su|nuestro|vuestro) ', PAYMENT_ES, ' (\\w+ )?(saldra|sale|sera|se hara|se realizara|ira)\\b'),
  /\b(pago|transferencia) (previst|programad)[oa]/,
  /\b(recibiran?|recibireis|tendran?|tendreis) (el |la )?(pago|transferencia|dinero|importe)\b/,
  /\b(pagamos|abonamos|transferimos) (\w+ )?(el|la|a|manana|pasado|este|hoy|las)\b/,
  /\bhacemos (el pago|la transferencia) (\w+ )?(el|la|a|manana|pasado|este|hoy)\b/,
  phrase(INTEND_EN, '(pay|settle|transfer|remit|clear|release|wire|be ', PAID_EN, ')\\b'),
  phrase(INTEND_EN, '(make|send|process) (you )?', THE_EN, '(\\w+ )?(payment|transfer|money)\\b'),
  phrase('(payment|transfer) (of [^.]{1,40} )?(is|will be|should be) ', '(scheduled|planned|set|going out|due to)\\b'),
  phrase('(payment|transfer) (of [^.]{1,40} )?(is|will be|should be) ', '(made|sent|released|processed)\\b'),
  phrase('(payment|transfer) (of [^.]{1,40} )?has been (scheduled|planned)\\b'),
  /\b(scheduled|planned) (the |your )?(payment|transfer)\b/,
  phrase("(you will|you'll|you should) (receive|have|get) ", THE_EN, '(payment|money|funds|transfer)\\b'),
  /\b(we are|we're|i am|i'm) (paying|transferring|settling|sending (the |your )?payment)\b/,
  /\b(promise|undertake|commit) to (pay|settle|transfer)\b/,
];

const HAVE_ES = '(ya )?(hemos|he|han|ha) (ya )?';
const DONE_ES = '(realizado|hecho|ordenado|emitido|efectuado|enviado)';
const PROOF_EN = '(proof of payment|payment confirmation|remittance advice|bank confirmation)';

export const PAID: readonly RegExp[] = [
  phrase('(esta|estan|fue|fueron|quedo|ha sido|han sido) (ya )?(pagad|abonad|transferid|liquidad|saldad)'),
  phrase(HAVE_ES, '(pagado|abonado|transferido|liquidado|ingresado|saldado)\\b'),
  phrase(HAVE_ES, DONE_ES, ' (ya )?', THE_ES, PAYMENT_ES),
  /\bse (pago|abono|transfirio|liquido|ingreso) (ya )?(el|la|ayer|la semana)\b/,
  phrase(
    '(pagamos|pague|abonamos|transferimos) ((la|esta|dicha) factura )?',
    '(ayer|el pasado|la semana pasada|hace)\\b',
  ),
  /\b(adjunt\w+|envi\w+) (el |los |un )?(justificante|comprobante)/,
  /\b(has|have|was|were|is|are) (already )?(been )?(already )?(paid|settled|transferred|wired)\b/,
  /\b(we|i) (have |'ve )?(already )?(paid|settled|transferred|wired|made (the|this|a) (payment|transfer))\b/,
  /\bpayment (was|has been|has already been) (made|sent|executed|released|processed)\b/,
  phrase(PROOF_EN, ' (is |are )?(attached|enclosed)'),
  phrase('attached (is |you will find |please find )?', THE_EN, PROOF_EN),
];

const WRONG_ES = '(incorrect|erroneo|equivocad|mal\\b|no (es|coincide|corresponde))';
const GOODS_ES = '(la mercancia|el material|el pedido|los productos|el servicio|la entrega|el producto)';
const GOODS_EN = '(goods|order|delivery|items|material|service|shipment)';

/** What disputes say, the more certain first. */
export const DISPUTES: readonly (readonly [DisputeCategory, readonly RegExp[]])[] = [
  [
    'duplicate',
    [
      /\b(factura|cobrad[oa]s?|facturad[oa]s?|cargo) (\w+ )?(duplicad|dos veces)/,
      /\b(invoiced|charged|billed) (\w+ )?twice\b|\bduplicate (invoice|charge|billing)/,
    ],
  ],
  [
    'returned-goods',
    [
      /\b(devolvimos|hemos devuelto|mercancia devuelta)\b/,
      /\bdevolucion de (la |el )?(mercancia|material|pedido|producto)/,
      /\b(returned the (goods|items|order|material)|goods (were|have been) returned)\b/,
    ],
  ],
  [
    'quality',
    [
      /\b(defectuos|danad[oa]s?\b|en mal estado|rot[oa]s?\b|mala calidad|estropead|averiad)/,
      /\b(damaged|defective|faulty|broken|poor quality)\b/,
    ],
  ],
  [
    'delivery',
    [
      phrase('no (hemos|he|nos ha|nos han) (recibido|llegado|entregado) (\\w+ )?', GOODS_ES),
      phrase("(not|never|haven't|hasn't) (yet )?(received|had) (the |our |any )?", GOODS_EN),
      phrase(GOODS_EN, " (has|have|was|were|hasn't|haven't) (never |not )?(been delivered|arrived|delivered)\\b"),
    ],
  ],
  [
    'quantity',
    [
      /\b(falta(n|ban)?|faltaron) (\w+ )?(unidades|cajas|articulos|piezas|mercancia|bultos|palets)/,
      /\b(missing|short of) (\d+ )?(items|units|boxes|pieces|pallets)|\bshort delivery\b|\bwrong quantity\b/,
    ],
  ],
  [
    'price',
    [
      phrase('(precio|importe|tarifa|descuento) (\\w+ ){0,5}', WRONG_ES),
      /\bcobrad[oa]s? de mas\b|\bovercharged\b/,
      /\b(wrong|incorrect) (price|amount|rate|discount)\b/,
      /\b(price|amount|discount) (is|was|seems) (\w+ )?(wrong|incorrect)/,
    ],
  ],
  [
    'tax',
    [
      phrase('iva (\\w+ ){0,2}', WRONG_ES),
      /\b(wrong|incorrect) (vat|tax)\b|\b(vat|tax) (\w+ )?(is|was) (wrong|incorrect)/,
    ],
  ],
  [
    'other',
    [
      /\bno (estamos|estoy) (de acuerdo|conformes?)\b|\b(disconform|no conforme)|\breclamacion\b/,
      /\b(error|errores|equivocacion) en (la |su |vuestra |esta )?factura|\bfactura (\w+ )?(incorrecta|erronea)/,
      /\b(no (la |lo |os |les )?(vamos a|pensamos) pagar|no (la |lo |les |os )?pagaremos|nos negamos a pagar)/,
      /\b(disagree|we dispute|i dispute|in dispute|disputed|we contest)\b|\brefuse to pay\b/,
      /\b(incorrect|wrong) invoice\b|\binvoice (\w+ )?is (wrong|incorrect)\b/,
      /\b(error|mistake) (in|on|with) (the |this |your )?invoice/,
    ],
  ],
];

/** "There is no problem with the invoice." */
export const NOT_DISPUTED =
  /\b(ningun|ninguna|no hay|no existe|any|no) (problema|error|reclamacion|issue|dispute|problem)\b/;
