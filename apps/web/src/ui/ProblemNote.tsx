import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../client/api.ts';

/** An error in the server's words, with a button that calls `onRetry` when there is one. */
export function ProblemNote({ error, onRetry }: { error: Error; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <Alert
      role="alert"
      color="red.9"
      variant="outline"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('problem.title')}
    >
      <Text size="sm">{error.message}</Text>
      {problem?.faults.map((fault) => (
        <Text key={`${fault.path} ${fault.message}`} size="sm">
          {fault.path === '' ? fault.message : `${fault.path}: ${fault.message}`}
        </Text>
      ))}
      <Group mt="xs" gap="md">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('problem.retry')}
          </Button>
        )}
        {problem && (
          <Text size="xs" c="dimmed">
            {t('problem.reference', { code: problem.code })}
          </Text>
        )}
      </Group>
    </Alert>
  );
}
