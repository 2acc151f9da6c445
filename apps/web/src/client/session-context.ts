import { createContext, useContext } from 'react';
import type { SessionView } from './api-views.ts';

/** Who is signed in, to which organization, and what time it is there. Filled by SessionGate. */
export const SessionContext = createContext<SessionView | null>(null);

/** The session; only inside SessionGate, which renders nothing of the page without one. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is only for components inside SessionGate');
  return session;
}

/** Whether the signed-in role may change anything; the server decides, this only keeps buttons away that it would refuse. */
export function useMayWork(): boolean {
  return useSession().role !== 'viewer';
}
