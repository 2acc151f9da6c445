import { useState } from 'react';
import { ActionIcon, Popover, Text, UnstyledButton } from '@mantine/core';
import { IconApi, IconDots, IconLogout, IconMailbox, IconTimeline } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isBuiltInRole } from '@puntual/domain/access/rights';
import { api, bodyOf } from '../../client/api.ts';
import { notifyProblem } from '../../ui/notify.ts';
import { sessionQuery } from './session-query.ts';
import { useSession } from '../../client/session-context.ts';
import styles from './ToolsMenu.module.css';

/**
 * Links to the server's other pages and to the Temporal Web UI, and the sign-out button. A popover with a list and no
 * ARIA menu, because most entries are links.
 */
export function ToolsMenu() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={300}
      withinPortal={false}
      trapFocus
      returnFocus
      hideDetached={false}
      shadow="md"
      zIndex={200}
    >
      <Popover.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('nav.more')} onClick={() => setOpened(!opened)}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={t('nav.more')}>
        <ul className={styles.list}>
          <ToolLinks onFollow={() => setOpened(false)} />
          <li className={styles.last}>
            <SignOutButton />
          </li>
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function ToolLinks({ onFollow }: { onFollow: () => void }) {
  const { t } = useTranslation();
  const { outboxUrl, temporalUi } = useSession();
  const links = [
    { href: outboxUrl, label: t('nav.outbox'), Icon: IconMailbox },
    { href: '/docs', label: t('nav.docs'), Icon: IconApi },
    { href: temporalUi, label: t('nav.temporal'), Icon: IconTimeline },
  ];
  return links.map(
    ({ href, label, Icon }) =>
      href !== null && (
        <li key={href}>
          <a className={styles.item} href={href} target="_blank" rel="noreferrer" onClick={onFollow}>
            <Icon size={18} aria-hidden />
            {label}
          </a>
        </li>
      ),
  );
}

/** Ends the session, and says whose session it is. */
function SignOutButton() {
  const { t } = useTranslation();
  const { actor, role } = useSession();
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/session/sign-out')),
    onSuccess: () => queryClient.resetQueries({ queryKey: sessionQuery.queryKey }),
    onError: notifyProblem,
  });
  return (
    <UnstyledButton className={styles.item} disabled={signOut.isPending} onClick={() => signOut.mutate()}>
      <IconLogout size={18} aria-hidden />
      <span>
        {t('nav.signOut')}
        <Text size="xs" c="dimmed">
          {t('nav.signedInAs', { actor })} ({isBuiltInRole(role) ? t(`role.${role}`) : role})
        </Text>
      </span>
    </UnstyledButton>
  );
}
