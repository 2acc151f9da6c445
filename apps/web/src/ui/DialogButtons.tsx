import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The buttons at the end of a dialog's form: one closes the dialog, the other submits the form. */
export function DialogButtons({
  submitLabel,
  submitting,
  onClose,
}: {
  submitLabel: string;
  submitting: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose}>
        {t('common.cancel')}
      </Button>
      <Button type="submit" loading={submitting}>
        {submitLabel}
      </Button>
    </Group>
  );
}
