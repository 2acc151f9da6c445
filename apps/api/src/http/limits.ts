/**
 * Largest request bodies, in bytes. Events come in batches and a simulation may name thousands of invoices; everything
 * else is small.
 */
export const LARGE_BODY_BYTES = 4 * 1024 * 1024;
export const BODY_BYTES = 256 * 1024;
/** The body of a sign-in holds one token. */
export const SIGN_IN_BODY_BYTES = 1024;
/** Bodies that one process holds at once, in bytes: those of requests that are not answered yet. */
export const BODIES_BYTES = 96 * 1024 * 1024;
/**
 * How deep the JSON of a body may nest, and how many values it may hold. The largest lists of open items need many
 * values; a body of as many different keys still takes about a second to parse.
 */
export const JSON_DEPTH = 64;
export const JSON_VALUES = 300_000;

/** Events per transaction: few enough that the locks on their customers are released soon. */
export const EVENTS_PER_TRANSACTION = 100;

/** Requests per credential: how many at once, and how many a second in the long run. */
export const REQUESTS_AT_ONCE = 300;
export const REQUESTS_PER_SECOND = 60;
/** Failed sign-ins of one client network, the same way. */
export const FAILURES_AT_ONCE = 60;
export const FAILURES_PER_SECOND = 1;
/** Tokens that were right before, and are outside the limit of failed sign-ins. */
export const PROVEN_TOKENS = 10_000;
/** Callers that the rate limits remember. */
export const BUCKETS_KEPT = 10_000;

/** How long the answer to a write is stored for its Idempotency-Key. */
export const IDEMPOTENCY_KEPT_HOURS = 24;

/** Longest id in a path. The ERP's ids have at most 100 characters. */
export const ID_CHARACTERS = 200;

/** Time limit of one request to the local outbox, and the largest answer accepted from it. */
export const OUTBOX_CALL_MS = 5000;
export const OUTBOX_BYTES = 32 * 1024 * 1024;

/** Simulations that run at once, per organization and in total: each uses a processor for seconds. */
export const SIMULATIONS_AT_ONCE = 2;
export const SIMULATIONS_OF_ALL = 4;
/** After how many seconds a refused simulation may be requested again. */
export const SIMULATION_RETRY_SECONDS = 10;
