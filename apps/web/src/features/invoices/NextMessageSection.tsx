import { List, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CustomerPlanView, PlannedContactView } from '../../client/api-views.ts';
import { Money } from '../../ui/Money.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Section } from '../../ui/Section.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { Day } from '../../ui/When.tsx';
import { stepName } from '../../locales/i18n.ts';
import { customerPlanQuery } from './invoice-queries.ts';

/** The next message to the customer, about all their invoices: day, channel, invoices, and what blocks it. */
export function NextMessageSection({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const { data: plan, error, refetch } = useQuery(customerPlanQuery(customerId));
  return (
    <Section title={t('nextMessage.title')}>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!plan && !error && <Skeleton height={100} />}
      {plan && (
        <Stack gap="sm">
          {plan.underWay !== null && (
            <div>
              <Tag tone="calm">{t('nextMessage.underWay')}</Tag>
            </div>
          )}
          {plan.next === null ? (
            <Text size="sm" c="dimmed">
              {t('nextMessage.none')}
            </Text>
          ) : (
            <Contact contact={plan.next} timeZone={plan.timeZone} />
          )}
          {plan.blockers.length > 0 && <Blockers blockers={plan.blockers} />}
          {plan.following.length > 0 && <Following contacts={plan.following} />}
        </Stack>
      )}
    </Section>
  );
}

function Contact({ contact, timeZone }: { contact: PlannedContactView; timeZone: string }) {
  const { t } = useTranslation();
  const [first] = contact.channels;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t(`template.${contact.template}`)} {contact.blocked && <Tag tone="late2">{t('nextMessage.blocked')}</Tag>}
      </Text>
      <Text size="sm">
        <Day on={contact.on} />, {contact.localTime} ({timeZone})
        {first && (
          <>
            {' '}
            · {t(`channel.${first.channel}`)}: {first.to.map((to) => to.name ?? to.contactId ?? '').join(', ')}
          </>
        )}
      </Text>
      <List size="sm">
        {contact.invoices.map((invoice) => (
          <List.Item key={invoice.invoiceId}>
            {invoice.number}: <Money amount={invoice.open} currency={invoice.currency} />
            {invoice.step && (
              <Text span size="sm" c="dimmed">
                {' '}
                · {stepName(invoice.step.stepId)}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {contact.totals
        .filter((total) => !isZero(total.credit))
        .map((total) => (
          <Text key={total.currency} size="sm">
            {t('nextMessage.toPay')}: <Money amount={total.toPay} currency={total.currency} />{' '}
            <Text span size="sm" c="dimmed">
              ({t('nextMessage.credit')} <Money amount={total.credit} currency={total.currency} />)
            </Text>
          </Text>
        ))}
      {contact.reasons.map((reason) => (
        <Text key={reason.text} size="sm" c="dimmed">
          {reason.text}
        </Text>
      ))}
    </div>
  );
}

// Zero as a decimal string, with any number of decimals.
const isZero = (amount: string) => /^[0.]+$/.test(amount);

function Blockers({ blockers }: { blockers: CustomerPlanView['blockers'] }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('invoice.blockers')}
      </Text>
      <List size="sm">
        {blockers.map((blocker) => (
          <List.Item key={`${blocker.code}${blocker.text}`}>
            {blocker.text}
            {blocker.invoices.length > 0 && (
              <Text span size="sm" c="dimmed">
                {' '}
                {blocker.invoices.join(', ')}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Following({ contacts }: { contacts: readonly PlannedContactView[] }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('nextMessage.following')}
      </Text>
      <List size="sm">
        {contacts.map((contact) => (
          <List.Item key={contact.at}>
            <Day on={contact.on} />: {t(`template.${contact.template}`)}{' '}
            <Text span size="sm" c="dimmed">
              ({t('nextMessage.invoices', { count: contact.invoices.length })})
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
