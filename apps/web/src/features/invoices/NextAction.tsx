import { Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InvoiceView } from '../../client/api-views.ts';
import { i18n, stepName } from '../../locales/i18n.ts';
import { useFormats } from '../../ui/use-formats.ts';
import styles from './NextAction.module.css';

type Action = Pick<NonNullable<InvoiceView['nextAction']>, 'do' | 'stepId'>;

/**
 * What the case does, in words: the name of the step when it is one of the built-in policy, else the action with the
 * step's id.
 */
export function actionWords(action: Action): string {
  const what = i18n.t(`action.${action.do}`);
  if (action.stepId === null) return what;
  const step = stepName(action.stepId);
  return step === action.stepId ? `${what}: ${step}` : step;
}

/** The next action of a case with its instant and its reasons: one line of them, all on hover. */
export function NextAction({ action }: { action: InvoiceView['nextAction'] }) {
  const { t } = useTranslation();
  const { instant, distanceAhead } = useFormats();
  if (!action)
    return (
      <Text size="sm" c="dimmed">
        {t('invoices.nothingNext')}
      </Text>
    );
  const reasons = action.reasons.map((reason) => reason.text).join(' ');
  return (
    <div>
      <Text size="sm">
        <span className={styles.what}>{actionWords(action)}</span>
        {action.at !== null && ` · ${distanceAhead(action.at)}`}
      </Text>
      {action.at !== null && (
        <Text size="xs" c="dimmed">
          <time dateTime={action.at}>{instant(action.at)}</time>
        </Text>
      )}
      {reasons !== '' && (
        <Tooltip label={reasons} multiline maw={360} openDelay={300} withArrow>
          <Text size="xs" c="dimmed" lineClamp={1} className={styles.reasons}>
            {reasons}
          </Text>
        </Tooltip>
      )}
    </div>
  );
}
