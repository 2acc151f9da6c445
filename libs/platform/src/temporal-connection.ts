import { readFile } from 'node:fs/promises';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { Settings } from './settings.ts';

/**
 * Address, TLS and key of the Temporal server from the settings. Throws when a named certificate file cannot be read.
 */
export async function temporalOptions(
  settings: Settings,
): Promise<Pick<ConnectionOptions, 'address' | 'tls'> & { apiKey?: string }> {
  const { TEMPORAL_TLS_CA_FILE: ca, TEMPORAL_TLS_CERT_FILE: cert, TEMPORAL_TLS_KEY_FILE: key } = settings;
  const files = {
    ...(ca ? { serverRootCACertificate: await readFile(ca) } : {}),
    ...(cert && key ? { clientCertPair: { crt: await readFile(cert), key: await readFile(key) } } : {}),
  };
  const tls =
    Object.keys(files).length > 0 ? files : (settings.TEMPORAL_TLS ?? settings.TEMPORAL_API_KEY !== undefined);
  return {
    address: settings.TEMPORAL_ADDRESS,
    ...(tls ? { tls } : {}),
    ...(settings.TEMPORAL_API_KEY ? { apiKey: settings.TEMPORAL_API_KEY } : {}),
  };
}

/**
 * A Temporal client that connects at its first use, so that a service can start, and report not ready, while Temporal
 * is away.
 */
export async function temporalClient(settings: Settings): Promise<Client> {
  return new Client({
    connection: Connection.lazy(await temporalOptions(settings)),
    namespace: settings.TEMPORAL_NAMESPACE,
  });
}

/** The address of a workflow in the Temporal Web UI; null when no UI is configured. */
export function workflowUrl(
  settings: Pick<Settings, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>,
  workflowId: string,
): string | null {
  if (!settings.TEMPORAL_UI_URL) return null;
  const workflows = `${settings.TEMPORAL_UI_URL}/namespaces/${settings.TEMPORAL_NAMESPACE}/workflows`;
  return `${workflows}/${encodeURIComponent(workflowId)}`;
}
