/** Fields of invoices that few files have, as `field-names.ts` has the others: instalments, and earlier chasing. */
export const FURTHER_INVOICE_FIELDS = {
  /** Which instalment of its invoice a line is: "2", "2/3". Each line is a claim with its own due date then. */
  instalment: [
    [
      'instalment',
      'installment',
      'instalmentno',
      'installmentno',
      'instalmentnumber',
      'installmentnumber',
      'novencimiento',
      'nvencimiento',
      'numvencimiento',
      'numerovencimiento',
      'numerodevencimiento',
      'numplazo',
      'nplazo',
      'numeroplazo',
      'numerodeplazo',
      'ncuota',
      'nrocuota',
      'numcuota',
      'numerocuota',
      'numerodecuota',
      'ratennummer',
    ],
  ],
  /** The amount of the instalment, where the total is that of the invoice. */
  instalmentAmount: [
    [
      'instalmentamount',
      'installmentamount',
      'importevencimiento',
      'importedelvencimiento',
      'importeplazo',
      'importedelplazo',
      'importecuota',
      'montocuota',
      'ratenbetrag',
    ],
  ],
  stage: [['stage', 'etapa']],
  stageOn: [['stageon', 'fechaetapa']],
} as const;
