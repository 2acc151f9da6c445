import type { ReactNode } from 'react';
import { Stack, Text } from '@mantine/core';

/** What a list says when it has nothing to show, and why. */
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
