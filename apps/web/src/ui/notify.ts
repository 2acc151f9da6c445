import { notifications } from '@mantine/notifications';
import { i18n } from '../locales/i18n.ts';

/** Tells, for a few seconds and to screen readers too, that something is done. */
export function notifyDone(message: string): void {
  notifications.show({ color: 'petrol', message, closeButtonProps: { 'aria-label': i18n.t('common.close') } });
}

/** Tells that something without a place of its own on the page went wrong. */
export function notifyProblem(error: Error): void {
  notifications.show({
    color: 'red.9',
    title: i18n.t('problem.title'),
    message: error.message,
    closeButtonProps: { 'aria-label': i18n.t('common.close') },
  });
}
