import { TestEnvironment } from 'jest-environment-jsdom';

const PRESENT_IN_BROWSERS = ['Response', 'Headers', 'TextEncoder', 'TextDecoder', 'structuredClone'];

/**
 * Node's Request that keeps the page's abort signal itself. jsdom has an AbortSignal of its own, which Node's Request
 * refuses, and jsdom's elements refuse Node's AbortSignal.
 */
class PageRequest extends globalThis.Request {
  #signal;

  constructor(input, init) {
    super(input, init && { ...init, signal: undefined });
    this.#signal = init?.signal ?? super.signal;
  }

  get signal() {
    return this.#signal;
  }
}

/** jsdom with the classes around fetch that it lacks. Each test sets its own fetch. */
export default class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, Object.fromEntries(PRESENT_IN_BROWSERS.map((name) => [name, globalThis[name]])));
    this.global.Request = PageRequest;
  }
}
