import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { i18n } from './locales/i18n.ts';
import { createQueryClient } from './query-client.ts';
import { createPageRouter } from './router.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root to render into');

const queryClient = createQueryClient();
// The server writes reasons and history in the reader's language, so that a new language needs new answers.
i18n.on('languageChanged', () => void queryClient.invalidateQueries());

createRoot(root).render(
  <StrictMode>
    <App router={createPageRouter()} queryClient={queryClient} />
  </StrictMode>,
);
