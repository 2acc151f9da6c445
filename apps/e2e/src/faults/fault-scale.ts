/** The long form of `npm run soak` multiplies what the short one does. */
export const SCALE = Math.max(1, Number(process.env.PUNTUAL_FAULT_SCALE ?? 1));
/** How long a service stays away, in seconds. */
export const OUTAGE_SECONDS = Number(process.env.PUNTUAL_OUTAGE_SECONDS ?? 6);
/** How many times longer than in the short form things may take: a limit only for what hangs. */
export const PATIENCE = 1 + (SCALE - 1) / 2 + OUTAGE_SECONDS / 60;
