import type { ReactNode } from 'react';
import { Anchor, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A link that opens in a new tab, and says so to screen readers. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm" className="outside-link">
      {children}
      <IconExternalLink size={14} aria-hidden />
      <VisuallyHidden> ({t('common.newTab')})</VisuallyHidden>
    </Anchor>
  );
}
