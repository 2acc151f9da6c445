import { type ReactNode, useId } from 'react';
import { Group, Paper, Title } from '@mantine/core';

/** A titled part of a page. Its title names it as a landmark, by which screen readers can move. */
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
