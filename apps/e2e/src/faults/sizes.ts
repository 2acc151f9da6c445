/** The long form of `npm run soak` multiplies what the short one does. */
export const SCALE = Math.max(1, Number(process.env.PUNTUAL_FAULT_SCALE ?? 1));
/** How long a service stays away, in seconds. */
export const OUTAGE_SECONDS = Number(process.env.PUNTUAL_OUTAGE_SECONDS ?? 6);
