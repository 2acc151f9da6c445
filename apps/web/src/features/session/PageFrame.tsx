import type { ReactNode } from 'react';
import { Container } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { openTasksQuery } from '../tasks/task-queries.ts';
import { When } from '../../ui/When.tsx';
import markUrl from '../../ui/mark.svg';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { ToolsMenu } from './ToolsMenu.tsx';
import { useMayImport, useSession } from '../../client/session-context.ts';
import styles from './PageFrame.module.css';

/** The header (organization, sections, platform time, language, tools) with the page below it. */
export function PageFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { organization, now } = useSession();
  const mayImport = useMayImport();
  return (
    <>
      <a className="skip-link" href="#content">
        {t('app.skip')}
      </a>
      <header className={styles.header}>
        <Container size="xl" className={styles.bar}>
          <Link to="/" search={{}} className={styles.brand}>
            <img src={markUrl} width={30} height={30} alt="" />
            <span className={styles.names}>
              <strong>{t('app.name')}</strong>
              <span className={styles.organization}>{organization.name}</span>
            </span>
          </Link>
          <nav aria-label={t('app.sections')} className={styles.nav}>
            <Link to="/" search={{}} activeOptions={{ exact: true, includeSearch: false }} className={styles.tab}>
              {t('nav.invoices')}
            </Link>
            <Link to="/tasks" search={{}} activeOptions={{ includeSearch: false }} className={styles.tab}>
              {t('nav.tasks')}
              <OpenTaskCount />
            </Link>
            {mayImport && (
              <Link to="/import" className={styles.tab}>
                {t('nav.imports')}
              </Link>
            )}
          </nav>
          <span className={styles.clock} title={`${t('nav.now')} (${organization.timeZone})`}>
            <IconClock size={16} role="img" aria-label={t('nav.now')} />
            <When at={now} />
          </span>
          <span className={styles.tools}>
            <LanguageSwitch />
            <ToolsMenu />
          </span>
        </Container>
      </header>
      <Container component="main" id="content" tabIndex={-1} size="xl" className={styles.main}>
        {children}
      </Container>
    </>
  );
}

function OpenTaskCount() {
  const { t } = useTranslation();
  const { data } = useQuery(openTasksQuery);
  if (!data || data.tasks.length === 0) return null;
  const count = data.tasks.length;
  return (
    <span className={styles.count} role="img" aria-label={t('nav.openTasks', { count })}>
      {data.more ? `${count}+` : count}
    </span>
  );
}
