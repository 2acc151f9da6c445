/** Task queue of workflows and their quick activities, and the one whose rate the providers set (CONTRACT §6). */
export const COLLECTIONS_QUEUE = 'collections';
export const DELIVERY_QUEUE = 'delivery';
