import { localDate } from '@puntual/domain/calendar/dates';
import type { ContactRequest } from '@puntual/domain/decide/composition';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import {
  defaultServiceSettings,
  isSwitchedOn,
  rolesFor,
  type ServiceSettings,
} from '@puntual/domain/service-messages/service-settings';
import type { Tx } from '@puntual/db/database';
import { serviceSettingsOf, type SettingRow } from './organization-setting.ts';
import type { RequestRow } from './read-gate-rows.ts';
import { readServiceAbouts, type ReadAbout } from './read-service-about.ts';

/** The requests with what is known of their service messages, and what those that still apply are about, by row id. */
export async function readServiceRequests(
  tx: Tx,
  rows: readonly RequestRow[],
  { setting, now, timeZone }: { readonly setting: SettingRow | null; readonly now: number; readonly timeZone: string },
): Promise<{
  readonly requests: readonly ContactRequest[];
  readonly serviceAbouts: ReadonlyMap<string, ServiceAbout>;
}> {
  const abouts = await readServiceAbouts(
    tx,
    rows.flatMap(({ service }) => service ?? []),
    { today: localDate(now, timeZone), now, timeZone },
  );
  return {
    requests: withService(rows, abouts, serviceSettingsOf(setting)),
    serviceAbouts: new Map([...abouts].map(([id, { about }]) => [id, about])),
  };
}

// A service message leaves while what it says is so, and its kind is switched on.
function withService(
  rows: readonly RequestRow[],
  abouts: ReadonlyMap<string, ReadAbout>,
  settings: ServiceSettings | null,
): readonly ContactRequest[] {
  return rows.map(({ service, ...request }) => {
    if (service === null) return request;
    const { id, kind } = service;
    const read = abouts.get(id);
    const isOn = settings !== null && isSwitchedOn(settings, kind);
    const to = rolesFor(settings ?? defaultServiceSettings, kind);
    return {
      ...request,
      service: { id, kind, to, together: read?.together ?? id, applies: isOn && read !== undefined },
    };
  });
}
