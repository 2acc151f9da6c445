/** The long form of `npm run soak` multiplies the amounts of the short one. */
export const SCALE = Math.max(1, Number(process.env.PUNTUAL_FAULT_SCALE ?? 1));
/** How long a service stays away, in seconds. */
export const OUTAGE_SECONDS = Number(process.env.PUNTUAL_OUTAGE_SECONDS ?? 6);
/** Factor for time limits compared with the short form; limits only end what hangs. */
export const PATIENCE = 1 + (SCALE - 1) / 2 + OUTAGE_SECONDS / 60;
