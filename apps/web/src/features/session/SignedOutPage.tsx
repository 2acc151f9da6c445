import { useEffect } from 'react';
import { Container, Divider, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { currentLanguage } from '../../locales/i18n.ts';
import { type Language, LANGUAGES } from '../../locales/languages.ts';
import markUrl from '../../ui/mark.svg';

/**
 * Says how to sign in, in every language, because nobody is signed in whose language could be known. Removes what the
 * last session has loaded from memory.
 */
export function SignedOutPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  usePageTitle(t('signedOut.title'));
  useEffect(() => {
    queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
  }, [queryClient]);
  const first = currentLanguage();
  return (
    <Container component="main" size="xs" py={72}>
      <Paper withBorder p="xl" radius="lg" shadow="xs">
        <Group gap="sm" mb="lg">
          <img src={markUrl} width={32} height={32} alt="" />
          <Text fw={700} size="lg">
            {t('app.name')}
          </Text>
        </Group>
        <Stack gap="lg">
          <SignInHint language={first} order={1} />
          <Divider />
          {LANGUAGES.filter((language) => language !== first).map((language) => (
            <SignInHint key={language} language={language} order={2} />
          ))}
        </Stack>
      </Paper>
    </Container>
  );
}

function SignInHint({ language, order }: { language: Language; order: 1 | 2 }) {
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(language);
  return (
    <div lang={language}>
      <Title order={order} size="h2" mb={4}>
        {t('signedOut.title')}
      </Title>
      <Text>{t('signedOut.text')}</Text>
    </div>
  );
}
