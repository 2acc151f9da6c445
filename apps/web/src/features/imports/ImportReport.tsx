import { List, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { ImportView } from '../../client/api-views.ts';
import { Section } from '../../ui/Section.tsx';

const COUNTS = ['accepted', 'duplicates', 'skipped', 'unidentified', 'faulty'] as const;

/** What an import tells: its counts, faults, columns, first lines and what it leaves out. */
export function ImportReport({ report }: { report: ImportView }) {
  const { t } = useTranslation();
  const { table, rows, remarks, faults } = report;
  return (
    <Stack gap="md">
      <Section title={t('imports.counts')}>
        <List>
          {COUNTS.map((name) => (
            <List.Item key={name}>
              {report[name]} {t(`imports.${name}`)}
            </List.Item>
          ))}
        </List>
      </Section>
      {faults.length > 0 && <Faults faults={faults} />}
      {table && <Columns table={table} />}
      {rows.length > 0 && <FirstRows rows={rows} />}
      {remarks.length > 0 && <Remarks remarks={remarks} />}
    </Stack>
  );
}

function Faults({ faults }: { faults: ImportView['faults'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('imports.faults')}>
      <Rows head={[t('imports.line'), t('imports.field'), t('imports.fault')]}>
        {faults.map(({ line, field, text }, at) => (
          <Table.Tr key={at}>
            <Table.Td>{line}</Table.Td>
            <Table.Td>{field}</Table.Td>
            <Table.Td>{text}</Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Section>
  );
}

function Columns({ table }: { table: NonNullable<ImportView['table']> }) {
  const { t } = useTranslation();
  return (
    <Section title={t('imports.columns')}>
      {table.mapping !== null && <Text>{t('imports.mappingUsed', { mapping: table.mapping })}</Text>}
      <Rows head={['#', t('imports.column'), t('imports.becomes')]}>
        {table.columns.map(({ position, name, text }) => (
          <Table.Tr key={position}>
            <Table.Td>{position}</Table.Td>
            <Table.Td>{name}</Table.Td>
            <Table.Td>{text}</Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Section>
  );
}

function FirstRows({ rows }: { rows: ImportView['rows'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('imports.rows')}>
      <Rows head={[t('imports.line'), t('imports.values')]}>
        {rows.map(({ line, values }) => (
          <Table.Tr key={line}>
            <Table.Td>{line}</Table.Td>
            <Table.Td>
              {Object.entries(values)
                .map(([name, value]) => `${name}: ${value}`)
                .join(' · ')}
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Section>
  );
}

function Remarks({ remarks }: { remarks: ImportView['remarks'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('imports.remarks')}>
      <List>
        {remarks.map(({ code, count, lines, text }, at) => (
          <List.Item key={`${code}-${at}`}>
            {count}: {text} {lines[0] !== 0 && `(${t('imports.remarkLines', { lines: lines.join(', ') })})`}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

function Rows({ head, children }: { head: readonly string[]; children: ReactNode }) {
  return (
    <Table.ScrollContainer minWidth={500}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {head.map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
