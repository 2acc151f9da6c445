/**
 * The task queue of workflows and their local activities, and the delivery queue, whose rate follows the providers'
 * limits.
 */
export const COLLECTIONS_QUEUE = 'collections';
export const DELIVERY_QUEUE = 'delivery';
