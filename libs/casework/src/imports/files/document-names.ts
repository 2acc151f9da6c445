/** What a row is: a debt, a credit note, or a document that no customer owes. */
export type DocumentKind = 'invoice' | 'credit-note' | 'other-document';

/** What became of an invoice. */
export type InvoiceStatus = 'open' | 'voided' | 'draft' | 'paid';

/**
 * The names of documents in exports, plain. Numbers are those of Chile's tax authority (33 invoice, 34 exempt invoice,
 * 61 credit note), two letters those of SAP and of Dynamics, S and H the German debit and credit.
 */
export const DOCUMENTS: Readonly<Record<DocumentKind, readonly string[]>> = {
  invoice: words(
    'invoice invoices salesinvoice taxinvoice customerinvoice outinvoice accrec inv receivable debitnote ' +
      'salesdebitnote financecharge financechargememo openinginvoice standard statementcharge factura ' +
      'facturadeventa facturaventa facturadecliente facturaelectronica facturaafecta fac fa facturaexenta ' +
      'facturaexentaelectronica facturanoafectaoexenta facturadeexportacion fv f1 f2 f3 notadedebito notadebito ' +
      'notadedebitoelectronica nd boleta boletaelectronica ticket recibo rechnung ausgangsrechnung ' +
      'lastschriftanzeige facture fattura fatura s soll debit d 30 32 33 34 35 38 39 41 55 56 101 110 104 111 rv dr ' +
      'rechnungen',
  ),
  'credit-note': words(
    'creditnote creditnotes salescreditnote creditmemo salescreditmemo credit refundnote c cr outrefund ' +
      'customercreditnote accreccredit cn crn creditmemos customercreditmemo notadecredito notacredito ' +
      'notadecreditoelectronica notadecreditodeexportacion nc ncr abono facturadeabono facturaabono ' +
      'facturarectificativa rectificativa factrectificativa abonos facturarectificativadecliente devolucion r1 r2 ' +
      'r3 r4 r5 gutschrift rechnungskorrektur stornorechnung avoir notadicredito notadecreditos h haben 60 61 106 ' +
      '112 381 dg',
  ),
  'other-document': words(
    'payment payments receipt invoicepayment receivepayment overpayment prepayment deposit salesoverpayment ' +
      'salesprepayment customerpayment refund paymentrefund creditcardpayment check journal journalentry ' +
      'generaljournal entry transfer expense reminder statement blank bill bills billcredit accpay accpaycredit ' +
      'purchaseinvoice vendorbill ininvoice inrefund purchasecreditnote vendorcredit purchaseorder salesorder order ' +
      'estimate quote quotation proforma proformainvoice deliverynote salesreceipt timeactivity outreceipt ' +
      'inreceipt pago cobro recibodepago recibodecobro transferencia anticipo asiento apunte traspaso ' +
      'facturadecompra facturacompra facturarecibida facturadeproveedor presupuesto pedido albaran facturaproforma ' +
      'guiadedespacho cotizacion ordendecompra liquidacionfactura gasto compra zahlung zahlungseingang angebot ' +
      'lieferschein eingangsrechnung paiement pagamento 40 43 45 46 48 50 52 103 801 802 dz za ab zp kr kg kz sa',
  ),
};

/** What stands for what became of an invoice; `open` for one that is owed. */
export const STATUSES: Readonly<Record<InvoiceStatus, readonly string[]>> = {
  open: words(
    'open unpaid notpaid sent sending delivered viewed seen read emailed printed mailed authorised authorized ' +
      'approved awaitingpayment posted issued finalized final confirmed overdue pastdue late due notdue duesoon ' +
      'current pending outstanding active valid partial partiallypaid partlypaid partpaid partiallycredited ' +
      'disputed inpaymentplan needtosend autopay retry failed declined uncleared new invoiced released legacy ' +
      'invoicinglegacy abierta abierto pendiente pendientedepago pendientedecobro impagada impagado nopagada ' +
      'nopagado nocobrada sinpagar sincobrar emitida emitido enviada enviado publicado publicada vencida vencido ' +
      'aprobada aprobado aceptada aceptado confirmada contabilizada contabilizado parcial parcialmentepagada ' +
      'parcialmentepagado pagadaparcialmente pagadoparcialmente pagoparcial cobradaparcialmente parcialmentecobrada ' +
      'devuelta reclamada vigente activa offen gebucht versendet uberfallig teilbezahlt teilweisebezahlt ' +
      'falligkeituberschritten fallig',
  ),
  voided: words(
    'void voided cancelled canceled cancel deleted reversed rejected annulled archived credited fullycredited ' +
      'writtenoff uncollectible refunded expired invalid inactive replaced anulada anulado nula nulo cancelada ' +
      'cancelado eliminada eliminado borrada rechazada rechazado revertida revertido abonada incobrable sustituida ' +
      'archivada baja reembolsada storniert annulliert geloscht ausgebucht annule annulee annullata anulat ' +
      'geannuleerd',
  ),
  draft: words(
    'draft drafts submitted awaitingapproval pendingapproval notapproved unapproved unsent notsent scheduled ' +
      'parked provisional proforma inpreparation saved quote estimate borrador enborrador pendientedeaprobacion ' +
      'pendientedeaprobar pendientedeenviar noenviada preliminar sinenviar programada entwurf vorlaufig brouillon ' +
      'bozza rascunho esborrany concept',
  ),
  paid: words(
    'paid fullypaid paidinfull settled closed cleared complete completed inpayment done deposited overpaid ' +
      'collected reconciled processing autopaid paidlate pagada pagado cobrada cobrado saldada saldado liquidada ' +
      'liquidado cerrada cerrado completada enprocesodepago encobro conciliada conciliado totalmentepagada ' +
      'pagadatotalmente bezahlt ausgeglichen erledigt beglichen payee paye pagata pago paga betaald',
  ),
};

function words(text: string): readonly string[] {
  return text.split(' ');
}
