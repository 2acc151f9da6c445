import { Anchor, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TaskView } from '../../client/api-views.ts';
import { decimalAmount } from '@puntual/domain/money/amount';
import { sumMinor } from '../../ui/formats.ts';
import { LateMark } from '../../ui/LateMark.tsx';
import { Money } from '../../ui/Money.tsx';
import styles from './TaskCard.module.css';

/** The invoices of a task with their open amounts, and the sums when there are several invoices. */
export function TaskInvoices({ task }: { task: TaskView }) {
  const { t } = useTranslation();
  return (
    <table className={styles.invoices}>
      <caption>
        <VisuallyHidden>{t('tasks.invoicesTable', { customer: task.customerName })}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <VisuallyHidden component="th">{t('invoices.number')}</VisuallyHidden>
          <VisuallyHidden component="th">{t('invoices.open')}</VisuallyHidden>
        </tr>
      </thead>
      <tbody>
        {task.invoices.map((invoice) => (
          <tr key={invoice.invoiceId}>
            <td>
              <span className={styles.invoice}>
                <Anchor
                  size="sm"
                  renderRoot={(props) => (
                    <Link to="/invoices/$invoiceId" params={{ invoiceId: invoice.invoiceId }} {...props} />
                  )}
                >
                  {invoice.number}
                </Anchor>
                {invoice.daysOverdue > 0 && <LateMark daysOverdue={invoice.daysOverdue} />}
              </span>
            </td>
            <td>
              <Money amount={invoice.open} currency={invoice.currency} />
            </td>
          </tr>
        ))}
      </tbody>
      {task.invoices.length > 1 && (
        <tfoot>
          {totalsOf(task).map((total) => (
            <tr key={total.currency}>
              <th scope="row">{t('common.total')}</th>
              <td className={styles.sum}>
                <Money amount={total.open} currency={total.currency} />
              </td>
            </tr>
          ))}
        </tfoot>
      )}
    </table>
  );
}

/** The open amount of a task's invoices per currency, as decimal strings, in the order of the invoices. */
export function totalsOf(task: Pick<TaskView, 'invoices'>): { currency: string; open: string }[] {
  const currencies = [...new Set(task.invoices.map((invoice) => invoice.currency))];
  return currencies.map((currency) => ({
    currency,
    open: decimalAmount(
      sumMinor(
        task.invoices.filter((invoice) => invoice.currency === currency).map((invoice) => invoice.open),
        currency,
      ),
      currency,
    ),
  }));
}
