import { Button, Group, Stack, Text, Title } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
  type RouterHistory,
} from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ImportPage } from './features/imports/ImportPage.tsx';
import { InvoicePage } from './features/invoices/InvoicePage.tsx';
import { InvoicesPage } from './features/invoices/InvoicesPage.tsx';
import { readInvoiceSearch } from './features/invoices/invoice-search.ts';
import { PageFrame } from './features/session/PageFrame.tsx';
import { SessionGate } from './features/session/SessionGate.tsx';
import { TasksPage } from './features/tasks/TasksPage.tsx';
import { readTaskSearch } from './features/tasks/task-search.ts';

const rootRoute = createRootRoute({
  component: () => (
    <SessionGate>
      <PageFrame>
        <Outlet />
      </PageFrame>
    </SessionGate>
  ),
  notFoundComponent: NotFound,
});

const invoicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readInvoiceSearch,
  component: function InvoicesRoute() {
    const navigate = invoicesRoute.useNavigate();
    return (
      <InvoicesPage
        search={invoicesRoute.useSearch()}
        onSearch={(change) => void navigate({ search: change, replace: true, resetScroll: false })}
      />
    );
  },
});

const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks',
  validateSearch: readTaskSearch,
  component: function TasksRoute() {
    const navigate = tasksRoute.useNavigate();
    return (
      <TasksPage
        search={tasksRoute.useSearch()}
        onSearch={(change) => void navigate({ search: change, replace: true, resetScroll: false })}
      />
    );
  },
});

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/import',
  component: ImportPage,
});

const invoiceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invoices/$invoiceId',
  component: function InvoiceRoute() {
    const { invoiceId } = invoiceRoute.useParams();
    return <InvoicePage key={invoiceId} invoiceId={invoiceId} />;
  },
});

/** The routes of the web UI. `history` is the browser's, unless a test gives another one. */
export function createPageRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: rootRoute.addChildren([invoicesRoute, tasksRoute, importRoute, invoiceRoute]),
    ...(history ? { history } : {}),
    scrollRestoration: true,
    defaultErrorComponent: Crashed,
    // Plain `?q=1200&stage=call` in place of the router's JSON: people can read such a link, and a server can write it.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(
        Object.entries(search).flatMap(([name, value]) =>
          typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
        ),
      ).toString();
      return text === '' ? '' : `?${text}`;
    },
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" gap="sm" py="xl">
      <Title order={1}>{t('problem.notFound')}</Title>
      <Text>{t('problem.notFoundText')}</Text>
      <Button renderRoot={(props) => <Link to="/" search={{}} {...props} />}>{t('problem.home')}</Button>
    </Stack>
  );
}

function Crashed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" gap="sm" py="xl" role="alert">
      <Title order={1}>{t('problem.crashed')}</Title>
      <Text>{t('problem.crashedText')}</Text>
      <Text size="sm" c="dimmed">
        {error instanceof Error ? error.message : String(error)}
      </Text>
      <Group>
        <Button onClick={reset}>{t('problem.retry')}</Button>
      </Group>
    </Stack>
  );
}
