import type { ReactNode } from 'react';
import { Alert, Center, Container, Loader, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { isSignedOut, sessionQuery } from './session-query.ts';
import { SessionContext } from '../../client/session-context.ts';
import { SignedOutPage } from './SignedOutPage.tsx';

/** Shows its children only to somebody signed in; else how to sign in, and nothing more. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(sessionQuery);
  if (isSignedOut(error)) return <SignedOutPage />;
  if (data) {
    return (
      <SessionContext.Provider value={data}>
        {error && (
          <Alert role="alert" color="red.9" variant="filled" radius={0} className="stale-banner">
            {t('problem.stale')}
          </Alert>
        )}
        {children}
      </SessionContext.Provider>
    );
  }
  if (error)
    return (
      <Container component="main" size="sm" py={64}>
        <Title order={1} mb="md">
          {t('app.name')}
        </Title>
        <ProblemNote error={error} onRetry={() => void refetch()} />
      </Container>
    );
  return (
    <Center component="main" h="60vh">
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
}
