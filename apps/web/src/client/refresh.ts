/** How often the lists are read again. The demonstration's clock runs fast: a day of it is over in seconds. */
export const LIST_REFRESH_MS = 4_000;
/** How often the session, and with it the platform's clock, is read again. */
export const CLOCK_REFRESH_MS = 2_000;
/** How often a signed-out page looks whether somebody has signed in meanwhile. */
export const SIGNED_OUT_REFRESH_MS = 10_000;
/** Rows per page of a list, and the most pages that one list loads. */
export const PAGE_SIZE = 50;
export const MAX_PAGES = 20;
