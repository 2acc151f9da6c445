import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { I18nextProvider } from 'react-i18next';
import { i18n } from './locales/i18n.ts';
import type { createPageRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

/** The web UI: the router inside the providers of texts, theme and query cache. */
export function App({
  router,
  queryClient,
}: {
  router: ReturnType<typeof createPageRouter>;
  queryClient: QueryClient;
}) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme="light">
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" autoClose={4_000} limit={3} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
