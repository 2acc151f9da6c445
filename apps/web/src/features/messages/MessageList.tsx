import { useState } from 'react';
import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../client/api-views.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Section } from '../../ui/Section.tsx';
import { Tag, type Tone } from '../../ui/Tag.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { MessageViewer } from './MessageViewer.tsx';
import { messagesQuery } from './message-queries.ts';
import styles from './MessageList.module.css';

const stateTones: Record<MessageView['state'], Tone> = {
  reserved: 'neutral',
  sent: 'calm',
  failed: 'late3',
  ambiguous: 'late2',
};
const deliveryTones: Record<NonNullable<MessageView['deliveryState']>, Tone> = {
  sent: 'neutral',
  delivered: 'good',
  bounced: 'late3',
  failed: 'late3',
  suppressed: 'late3',
  complained: 'late3',
};

/** The messages about an invoice; each opens a dialog with its exact content. */
export function MessageList({ invoiceId }: { invoiceId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(messagesQuery(invoiceId));
  const [viewed, setViewed] = useState<MessageView | null>(null);
  return (
    <Section title={t('invoice.messages')}>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('messages.none')}
        </Text>
      )}
      <ul className={styles.list}>
        {data?.items.map((message) => (
          <li key={message.id} className={styles.item}>
            <MessageRow message={message} onView={() => setViewed(message)} />
          </li>
        ))}
      </ul>
      {viewed && <MessageViewer message={viewed} onClose={() => setViewed(null)} />}
    </Section>
  );
}

function MessageRow({ message, onView }: { message: MessageView; onView: () => void }) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
      <div className={styles.what}>
        <Text size="sm" fw={550} className="wrap-anywhere">
          {message.subject}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`template.${message.template}`)} · {t(`channel.${message.channel}`)} ·{' '}
          {message.sentAt === null
            ? t('messages.composed', { when: instant(message.composedAt) })
            : t('messages.sent', { when: instant(message.sentAt) })}
        </Text>
        <Group gap={6} mt={4}>
          <Tag tone={stateTones[message.state]}>{t(`messageState.${message.state}`)}</Tag>
          {message.deliveryState !== null && (
            <Tag tone={deliveryTones[message.deliveryState]}>{t(`delivery.${message.deliveryState}`)}</Tag>
          )}
        </Group>
      </div>
      <Button
        size="xs"
        variant="default"
        flex="none"
        aria-label={t('messages.viewOf', { subject: message.subject })}
        onClick={onView}
      >
        {t('messages.view')}
      </Button>
    </Group>
  );
}
