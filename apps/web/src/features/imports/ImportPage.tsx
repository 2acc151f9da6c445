import { useState } from 'react';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../client/api-views.ts';
import { useMayImport } from '../../client/session-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ImportForm } from './ImportForm.tsx';
import { ImportReport } from './ImportReport.tsx';
import { importQuery, isOver, takeImport, tryFile } from './import-queries.ts';

/** Tries a file, shows what would be taken of it, and imports it when a person says so. */
export function ImportPage() {
  const { t } = useTranslation();
  usePageTitle(t('imports.title'));
  const mayImport = useMayImport();
  const queryClient = useQueryClient();
  const [id, setId] = useState<string | null>(null);
  const shown = useQuery(importQuery(id));
  const keep = (given: ImportView) => {
    queryClient.setQueryData(importQuery(given.id).queryKey, given);
    setId(given.id);
  };
  const tried = useMutation({ mutationFn: tryFile, onSuccess: keep });
  const taken = useMutation({ mutationFn: takeImport, onSuccess: keep });
  const error = tried.error ?? taken.error ?? shown.error;
  const known = id === null ? undefined : shown.data;
  return (
    <Stack gap="md">
      <Title order={1}>{t('imports.title')}</Title>
      <Text>{t(mayImport ? 'imports.lead' : 'imports.noRight')}</Text>
      {mayImport && (
        <ImportForm
          busy={tried.isPending}
          onTry={(choice) => {
            setId(null);
            taken.reset();
            tried.mutate(choice);
          }}
        />
      )}
      {error && <ProblemNote error={error} />}
      {known && (
        <>
          <Group role="status" gap="md">
            <Text fw={600}>{stateOf(known, t)}</Text>
            {known.dryRun && known.state === 'done' && (
              <Button loading={taken.isPending} onClick={() => taken.mutate(known.id)}>
                {t('imports.take')}
              </Button>
            )}
          </Group>
          <ImportReport report={known} />
        </>
      )}
    </Stack>
  );
}

function stateOf(known: ImportView, t: ReturnType<typeof useTranslation>['t']): string {
  if (!isOver(known)) return t('imports.running', { lines: known.lines });
  if (known.state === 'failed') return t('imports.failed');
  if (known.state === 'stopped') return t('imports.stopped');
  return t(known.dryRun ? 'imports.tried' : 'imports.done');
}
