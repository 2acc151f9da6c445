import { createContext, useContext } from 'react';
import type { SessionView } from './api-views.ts';

/** The signed-in person, their organization and the platform's time. SessionGate provides it. */
export const SessionContext = createContext<SessionView | null>(null);

/** The session. Throws outside SessionGate, which renders its children only with a session. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is only for components inside SessionGate');
  return session;
}

/** Whether the signed-in role may import files. */
export function useMayImport(): boolean {
  return ['administrator', 'manager', 'integration'].includes(useSession().role);
}

/** Whether the signed-in role may change anything. Hides buttons whose requests the server would refuse. */
export function useMayWork(): boolean {
  return useSession().role !== 'viewer';
}
