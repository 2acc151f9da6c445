/**
 * Largest request bodies, in bytes. Events come in batches and a simulation may name thousands of invoices; everything
 * else is small.
 */
export const LARGE_BODY_BYTES = 4 * 1024 * 1024;
export const BODY_BYTES = 256 * 1024;
/** Mails handed in for one organization: how many at once, how many a second in the long run, and how many bodies. */
export const INBOUND_AT_ONCE = 200;
export const INBOUND_PER_SECOND = 20;
export const INBOUND_OPEN = 4;
/** A report of an agency is one small object. */
export const AGENCY_REPORT_BYTES = 16 * 1024;
/** Reports to one agency's webhook that are badly signed: how many at once, and how many a second in the long run. */
export const AGENCY_REPORTS_AT_ONCE = 100;
export const AGENCY_REPORTS_PER_SECOND = 20;
/** The body of a sign-in holds one token. */
export const SIGN_IN_BODY_BYTES = 1024;
/** The forms of people hold an address and a password of at most 1,000 characters. */
export const PERSON_FORM_BYTES = 12 * 1024;
/** Failed sign-ins of one client network with a form: how many at once, and how many a second in the long run. */
export const SIGN_INS_AT_ONCE = 30;
export const SIGN_INS_PER_SECOND = 1 / 20;
/** Bodies that one process holds at once, in bytes: those of requests that are not answered yet. */
export const BODIES_BYTES = 96 * 1024 * 1024;
/**
 * How deep the JSON of a body may nest, how many values it may hold, and how many different keys its objects may have.
 * The largest lists of open items need many values of few keys; a parser needs a second for as many different keys.
 */
export const JSON_DEPTH = 64;
export const JSON_VALUES = 300_000;
export const JSON_KEYS = 2_000;

/** Events per transaction: few enough that the locks on their customers are released soon. */
export const EVENTS_PER_TRANSACTION = 100;

/** Requests per credential: how many at once, and how many a second in the long run. */
export const REQUESTS_AT_ONCE = 300;
export const REQUESTS_PER_SECOND = 60;
/** Failed sign-ins of one client network, the same way. */
export const FAILURES_AT_ONCE = 60;
export const FAILURES_PER_SECOND = 1;
/** Requests of one client network to the pages of questions about disputes, the same way. */
export const QUESTIONS_AT_ONCE = 30;
export const QUESTIONS_PER_SECOND = 0.5;
/** The body of an answer holds a token, a name and a text, percent-encoded. */
export const ANSWER_BODY_BYTES = 64 * 1024;
/** Requests of one client network to the customer's portal, the same way: a company may have one network for many. */
export const PORTAL_AT_ONCE = 240;
export const PORTAL_PER_SECOND = 4;
/** Requests for a new link, the same way. */
export const RENEWALS_AT_ONCE = 10;
export const RENEWALS_PER_SECOND = 1 / 30;
/** A form of the portal with its files, how many of them are read at once, and the form that asks for a new link. */
export const PORTAL_FORM_BYTES = 8 * 1024 * 1024;
export const PORTAL_FORMS_AT_ONCE = 6;
export const RENEW_FORM_BYTES = 8 * 1024;
/** Tokens that were right before, and are outside the limit of failed sign-ins. */
export const PROVEN_TOKENS = 10_000;
/** Callers that the rate limits remember. */
export const BUCKETS_KEPT = 10_000;

/** How long the answer to a write is stored for its Idempotency-Key. */
export const IDEMPOTENCY_KEPT_HOURS = 24;
/** How long the answer to a committed write may take; a later repeat is told that the answer is lost. */
export const ANSWERING_SECONDS = 120;
/** The largest answer that is stored: a thousand events have one of about a hundred thousand characters. */
export const ANSWER_CHARACTERS_KEPT = 256 * 1024;

/** Longest id in a path. The ERP's ids have at most 100 characters. */
export const ID_CHARACTERS = 200;

/** Time limit of one request to the local outbox, and the largest answer accepted from it. */
export const OUTBOX_CALL_MS = 5000;
export const OUTBOX_BYTES = 32 * 1024 * 1024;

/**
 * Threads for what would hold the event loop. Their heaps and that of the main thread are within the chart's memory
 * limit. Simulations take up to minutes, so documents and plans have a thread of their own.
 */
export const SIMULATION_THREADS = {
  threads: 1,
  ofOne: 1,
  waiting: 4,
  waitingOfOne: 2,
  deadlineMs: 240_000,
  memoryMb: 256,
  idleMs: 300_000,
};
export const DOCUMENT_THREADS = {
  threads: 1,
  ofOne: 1,
  waiting: 32,
  waitingOfOne: 8,
  deadlineMs: 60_000,
  memoryMb: 192,
  idleMs: 900_000,
};
/** After how many seconds work that found no place may be requested again. */
export const HEAVY_RETRY_SECONDS = 5;
/** A customer with more open invoices has the plan made in a thread: making it holds the event loop. */
export const INVOICES_PLANNED_AT_ONCE = 25;
/** A longer list of open items, or one beside more open invoices, is compared with the ledger in a thread. */
export const ITEMS_RECONCILED_AT_ONCE = 500;
export const CSV_RECONCILED_AT_ONCE = 32 * 1024;

/** Simulations that run or wait, per organization and in total: each uses a processor for seconds. */
export const SIMULATIONS_AT_ONCE = 2;
export const SIMULATIONS_OF_ALL = 4;
/** After how many seconds a refused simulation may be requested again. */
export const SIMULATION_RETRY_SECONDS = 10;

/** Open streams of worklist changes in one process: of a credential (a person's tabs), an organization, and all. */
export const STREAMS_PER_CREDENTIAL = 8;
export const STREAMS_PER_ORGANIZATION = 250;
export const STREAMS_OF_ALL = 1000;
/** How often a stream shows that it is alive, and how often it is checked whether its credential still is. */
export const STREAM_BEAT_MS = 15_000;
export const STREAM_CHECK_MS = 30_000;
/** Changes within this time are announced once. */
export const STREAM_GATHER_MS = 250;
/** A stream whose client reads nothing is ended when so many bytes wait for it. */
export const STREAM_BYTES = 64 * 1024;
