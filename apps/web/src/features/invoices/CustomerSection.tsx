import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CustomerDetailView } from '../../client/api-views.ts';
import { Fact } from '../../ui/Fact.tsx';
import { Money } from '../../ui/Money.tsx';
import { OutsideLink } from '../../ui/OutsideLink.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Section } from '../../ui/Section.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { When } from '../../ui/When.tsx';
import { customerQuery } from './invoice-queries.ts';

/** The customer of an invoice: balances, contacts, the last contact, and links to their other invoices. */
export function CustomerSection({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  return (
    <Section title={t('invoice.customer')}>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!customer && !error && <Skeleton height={140} />}
      {customer && <CustomerDetails customer={customer} />}
    </Section>
  );
}

function CustomerDetails({ customer }: { customer: CustomerDetailView }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{customer.name}</Text>
        <Text size="sm" c="dimmed">
          {[customer.taxId, customer.country, `${t('customer.timeZone')}: ${customer.timeZone}`]
            .filter((part) => part !== null)
            .join(' · ')}
        </Text>
      </div>
      {customer.directDebit && (
        <div>
          <Tag tone="calm">{t('customer.directDebit')}</Tag>
        </div>
      )}
      {customer.open.map((balance) => (
        <Balance key={balance.currency} balance={balance} />
      ))}
      <Text size="sm" c="dimmed">
        {t('customer.lastContact')}:{' '}
        {customer.lastContactAt === null ? t('customer.never') : <When at={customer.lastContactAt} relative="to-now" />}
      </Text>
      <ContactList contacts={customer.contacts} />
      <CustomerLinks customer={customer} />
    </Stack>
  );
}

function Balance({ balance }: { balance: CustomerDetailView['open'][number] }) {
  const { t } = useTranslation();
  const { currency } = balance;
  return (
    <dl className="facts">
      <Fact label={t('customer.openTotal')}>
        <Money amount={balance.open} currency={currency} />
      </Fact>
      <Fact label={t('customer.overdue')}>
        <Money amount={balance.overdue} currency={currency} />
      </Fact>
      <Fact label={t('customer.credit')}>
        <Money amount={balance.credit} currency={currency} />
      </Fact>
    </dl>
  );
}

function CustomerLinks({ customer }: { customer: CustomerDetailView }) {
  const { t } = useTranslation();
  return (
    <Group gap="md">
      <Anchor
        size="sm"
        renderRoot={(props) => <Link to="/" search={{ customerId: customer.customerId, status: 'any' }} {...props} />}
      >
        {t('invoice.others')} ({t('customer.invoices', { count: customer.openInvoices })})
      </Anchor>
      {customer.workflowUrl !== null && <OutsideLink href={customer.workflowUrl}>{t('customer.workflow')}</OutsideLink>}
    </Group>
  );
}

/** The people of a customer, each with role, telephone number and e-mail address. */
function ContactList({ contacts }: { contacts: CustomerDetailView['contacts'] }) {
  const { t } = useTranslation();
  if (contacts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('customer.noContacts')}
      </Text>
    );
  return (
    <Stack gap={8} component="ul" m={0} p={0} aria-label={t('customer.contacts')} style={{ listStyle: 'none' }}>
      {contacts.map((contact) => (
        <li key={contact.contactId}>
          <Text size="sm" fw={550}>
            {contact.name}{' '}
            <Text span c="dimmed" size="sm" fw={400}>
              · {t(`contactRole.${contact.role}`)}
            </Text>
            {!contact.reachable && (
              <>
                {' '}
                <Tag tone="late3">{t('customer.unreachable')}</Tag>
              </>
            )}
          </Text>
          <Group gap="xs">
            {contact.phone !== null && (
              <Anchor size="sm" href={`tel:${contact.phone}`}>
                {contact.phone}
              </Anchor>
            )}
            {contact.email !== null && (
              <Anchor size="sm" href={`mailto:${contact.email}`} className="wrap-anywhere">
                {contact.email}
              </Anchor>
            )}
          </Group>
        </li>
      ))}
    </Stack>
  );
}
