import { type ReactNode, useId } from 'react';
import { Group, Paper, Title } from '@mantine/core';

/** A titled part of a page; a landmark of its own for those who move by landmarks. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId} withBorder p="md" radius="md">
      <Group justify="space-between" align="baseline" mb="sm" gap="xs">
        <Title order={2} id={titleId}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}
