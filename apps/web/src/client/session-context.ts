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

/** Whether the signed-in person may import files. */
export function useMayImport(): boolean {
  return useSession().rights.includes('import.run');
}

/** Whether the signed-in person may work on cases. Hides buttons whose requests the server would refuse. */
export function useMayWork(): boolean {
  return useSession().rights.includes('task.work');
}
