import type { ReactNode } from 'react';
import { Alert, Center, Container, Loader, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { isSignedOut, sessionQuery } from './session-query.ts';
import { SessionContext } from '../../client/session-context.ts';
import { SignedOutPage } from './SignedOutPage.tsx';

/** Renders its children for a signed-in person; for anyone else, the page that says how to sign in. */
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
