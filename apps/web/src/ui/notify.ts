import { notifications } from '@mantine/notifications';
import { i18n } from '../locales/i18n.ts';

/** Shows for a few seconds that an action succeeded; screen readers announce it. */
export function notifyDone(message: string): void {
  notifications.show({ color: 'petrol', message, closeButtonProps: { 'aria-label': i18n.t('common.close') } });
}

/** Shows the error of an action that has no place of its own on the page. */
export function notifyProblem(error: Error): void {
  notifications.show({
    color: 'red.9',
    title: i18n.t('problem.title'),
    message: error.message,
    closeButtonProps: { 'aria-label': i18n.t('common.close') },
  });
}
