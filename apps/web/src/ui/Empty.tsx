import type { ReactNode } from 'react';
import { Stack, Text } from '@mantine/core';

/** Stands in for an empty list; `children` say why it is empty. */
export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={48} px="md" ta="center">
      <span aria-hidden className="empty-icon">
        {icon}
      </span>
      <Text fw={600}>{title}</Text>
      {children}
    </Stack>
  );
}
