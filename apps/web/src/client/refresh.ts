/** How often lists are read again: often, because a day of the demonstration's fast clock lasts seconds. */
export const LIST_REFRESH_MS = 4_000;
/** How often the session, and with it the platform's clock, is read again. */
export const CLOCK_REFRESH_MS = 2_000;
/** How often the signed-out page reads the session, in case someone has signed in in another tab. */
export const SIGNED_OUT_REFRESH_MS = 10_000;
/** Rows per page of a list. */
export const PAGE_SIZE = 50;
/** Most pages that one list loads. */
export const MAX_PAGES = 20;
