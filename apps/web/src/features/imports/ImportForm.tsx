import { useState } from 'react';
import { Button, FileInput, Group, NativeSelect, NumberInput, Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../client/api-views.ts';
import type { ImportChoice } from './import-queries.ts';

const KINDS: readonly ImportView['kind'][] = ['invoices', 'customers', 'bank'];
/** The programs whose exports the server knows; their names are the same in every language. */
const PROGRAMS: readonly (readonly [string, string])[] = [
  ['xero', 'Xero'],
  ['quickbooks', 'QuickBooks'],
  ['odoo', 'Odoo'],
  ['holded', 'Holded'],
  ['sii', 'SII'],
  ['datev', 'DATEV'],
  ['freshbooks', 'FreshBooks'],
  ['stripe', 'Stripe'],
  ['sap-fbl5n', 'SAP FBL5N'],
  ['business-central', 'Business Central'],
];
const MOST_TERMS = 400;

type Choice = Omit<ImportChoice, 'file'>;

/** What a file holds and how it is read. */
export function ImportForm({ busy, onTry }: { busy: boolean; onTry: (choice: ImportChoice) => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [choice, setChoice] = useState<Choice>({
    kind: 'invoices',
    mapping: 'auto',
    dates: 'auto',
    terms: null,
  });
  const change = (part: Partial<Choice>) => setChoice((current) => ({ ...current, ...part }));
  return (
    <Paper
      component="form"
      withBorder
      p="md"
      onSubmit={(event) => {
        event.preventDefault();
        if (file) onTry({ ...choice, file });
      }}
    >
      <Group align="flex-start" gap="md">
        <NativeSelect
          label={t('imports.kind')}
          value={choice.kind}
          onChange={({ currentTarget: { value } }) => change({ kind: value as ImportView['kind'] })}
          data={KINDS.map((kind) => ({ value: kind, label: t(`imports.kinds.${kind}`) }))}
        />
        <FileInput
          label={t('imports.file')}
          description={t('imports.fileHint')}
          value={file}
          onChange={setFile}
          required
          w={320}
        />
        <ReadingChoices choice={choice} change={change} />
      </Group>
      <Button type="submit" mt="md" loading={busy} disabled={!file}>
        {t('imports.try')}
      </Button>
    </Paper>
  );
}

function ReadingChoices({ choice, change }: { choice: Choice; change: (part: Partial<Choice>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t('imports.dates')}
        value={choice.dates}
        onChange={({ currentTarget: { value } }) => change({ dates: value as ImportChoice['dates'] })}
        data={[
          { value: 'auto', label: t('imports.datesAuto') },
          { value: 'dmy', label: t('imports.datesDmy') },
          { value: 'mdy', label: t('imports.datesMdy') },
          { value: 'ymd', label: t('imports.datesYmd') },
        ]}
      />
      <NativeSelect
        label={t('imports.mapping')}
        value={choice.mapping}
        onChange={({ currentTarget: { value } }) => change({ mapping: value })}
        data={[
          { value: 'auto', label: t('imports.mappingAuto') },
          { value: 'none', label: t('imports.mappingNone') },
          ...PROGRAMS.map(([value, label]) => ({ value, label })),
        ]}
      />
      {choice.kind === 'invoices' && (
        <NumberInput
          label={t('imports.terms')}
          value={choice.terms ?? ''}
          onChange={(value) => change({ terms: typeof value === 'number' ? value : null })}
          min={0}
          max={MOST_TERMS}
          allowDecimal={false}
        />
      )}
    </>
  );
}
