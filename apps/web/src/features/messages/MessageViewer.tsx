import { Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../client/api-views.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { messageContentQuery } from './message-queries.ts';
import styles from './MessageList.module.css';

/** The exact content of a message. A sandboxed frame shows its HTML: no scripts, no forms, no access to this page. */
export function MessageViewer({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: content, error, refetch } = useQuery(messageContentQuery(message.id));
  return (
    <Dialog onClose={onClose} size="xl" title={message.subject}>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!content && !error && <Skeleton height={320} />}
      {content && (
        <Stack gap="sm">
          <Text size="sm">
            <Text span c="dimmed" size="sm">
              {t('messages.to')}:{' '}
            </Text>
            <span className="wrap-anywhere">{content.to.join(', ')}</span>
          </Text>
          <Tabs defaultValue={content.html === null ? 'text' : 'html'}>
            <Tabs.List mb="sm">
              {content.html !== null && <Tabs.Tab value="html">{t('messages.asHtml')}</Tabs.Tab>}
              <Tabs.Tab value="text">{t('messages.asText')}</Tabs.Tab>
            </Tabs.List>
            {content.html !== null && (
              <Tabs.Panel value="html">
                <iframe
                  className={styles.frame}
                  sandbox=""
                  srcDoc={content.html}
                  title={t('messages.frame')}
                  referrerPolicy="no-referrer"
                />
              </Tabs.Panel>
            )}
            <Tabs.Panel value="text">
              <pre className={styles.text} tabIndex={0} lang={message.language}>
                {content.text}
              </pre>
            </Tabs.Panel>
          </Tabs>
          <Text size="xs" c="dimmed">
            {t('messages.hash')}: <span className={styles.hash}>{content.hash}</span>
          </Text>
        </Stack>
      )}
    </Dialog>
  );
}
