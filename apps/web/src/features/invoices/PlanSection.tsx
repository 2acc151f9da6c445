import { Group, List, Skeleton, Text, Timeline } from '@mantine/core';
import { IconBuildingBank, IconMail, IconPhone, IconTruckOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView, PlanView } from '../../client/api-views.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Section } from '../../ui/Section.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { When } from '../../ui/When.tsx';
import { actionWords } from './NextAction.tsx';
import { planQuery } from './invoice-queries.ts';

type Step = PlanView['steps'][number];
const icons: Record<Step['do'], typeof IconMail> = {
  send: IconMail,
  'announce-supply-hold': IconMail,
  task: IconPhone,
  'supply-hold': IconTruckOff,
  agency: IconBuildingBank,
};

/** The planned steps of a case with instants and reasons, what blocks it, and the steps that it skips. */
export function PlanSection({ invoice }: { invoice: InvoiceDetailView }) {
  const { t } = useTranslation();
  const { data: plan, error, refetch } = useQuery(planQuery(invoice.invoiceId));
  return (
    <Section
      title={t('invoice.plan')}
      aside={
        plan && (
          <Text size="sm" c="dimmed">
            {t('invoice.policy', plan.policy)} · {t(`policyRule.${plan.rule}`)}
          </Text>
        )
      }
    >
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!plan && !error && <Skeleton height={160} />}
      {plan && plan.blockers.length > 0 && <Blockers blockers={plan.blockers} />}
      {plan &&
        (plan.steps.length === 0 ? (
          <Text size="sm" c="dimmed">
            {invoice.status === 'open' ? t('invoice.noSteps') : t('invoice.closed')}
          </Text>
        ) : (
          <Steps plan={plan} />
        ))}
      {plan && plan.skipped.length > 0 && <Skipped steps={plan.skipped} />}
    </Section>
  );
}

function Blockers({ blockers }: { blockers: PlanView['blockers'] }) {
  const { t } = useTranslation();
  return (
    <div style={{ marginBottom: '1rem' }}>
      <Text size="sm" fw={600}>
        {t('invoice.blockers')}
      </Text>
      <List size="sm">
        {blockers.map((blocker) => (
          <List.Item key={`${blocker.code}${blocker.text}`}>{blocker.text}</List.Item>
        ))}
      </List>
    </div>
  );
}

/** The steps that the case skips as long as the facts stay as they are, each with its reason. */
function Skipped({ steps }: { steps: PlanView['skipped'] }) {
  const { t } = useTranslation();
  return (
    <div style={{ marginTop: '1rem' }}>
      <Text size="sm" fw={600}>
        {t('invoice.skipped')}
      </Text>
      <List size="sm">
        {steps.map((step) => (
          <List.Item key={step.stepId}>
            {actionWords(step)}:{' '}
            <Text span size="sm" c="dimmed">
              {step.reason.text}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Steps({ plan }: { plan: PlanView }) {
  const { t } = useTranslation();
  return (
    <Timeline bulletSize={28} lineWidth={2} active={plan.steps[0]?.stepId === plan.next?.stepId ? 0 : -1}>
      {plan.steps.map((step) => {
        const Icon = icons[step.do];
        return (
          <Timeline.Item
            key={`${step.stepId} ${step.at}`}
            bullet={<Icon size={15} aria-hidden />}
            title={
              <Group gap="xs" component="span">
                <span>{actionWords(step)}</span>
                {step.stepId === plan.next?.stepId && <Tag tone="calm">{t('invoice.nextStep')}</Tag>}
              </Group>
            }
          >
            <Text size="sm">
              <When at={step.at} relative="ahead" />
            </Text>
            {step.reasons.map((reason) => (
              <Text key={reason.code} size="sm" c="dimmed">
                {reason.text}
              </Text>
            ))}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
