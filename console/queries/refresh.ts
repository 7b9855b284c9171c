/** How often what a page shows is asked for anew, so that nothing needs a reload to be true. A hidden tab asks nothing. */

/** Lists and settings: they change when somebody changes them. */
export const LIST_REFRESH_MS = 4_000;

/** What is about to change: a function being created, a machine being deleted. */
export const CHANGING_REFRESH_MS = 800;
