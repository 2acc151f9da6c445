import type { ReactNode } from 'react';
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A modal dialog: it keeps the focus, and Escape or the cross closes it. Its header is no landmark of the page. */
export function Dialog({
  title,
  size,
  onClose,
  children,
}: {
  title: string;
  size?: 'md' | 'lg' | 'xl';
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size={size ?? 'md'}
      title={title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
      className="dialog"
    >
      {children}
    </Modal>
  );
}
