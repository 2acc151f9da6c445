import { TestEnvironment } from 'jest-environment-jsdom';

const PRESENT_IN_BROWSERS = [
  'Response',
  'Headers',
  'Request',
  'AbortController', // jsdom has its own, whose signals the Request of Node does not take
  'AbortSignal',
  'TextEncoder',
  'TextDecoder',
  'structuredClone',
];

/** jsdom with what every browser has and jsdom leaves out: the answers of fetch (each test gives its own fetch). */
export default class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, Object.fromEntries(PRESENT_IN_BROWSERS.map((name) => [name, globalThis[name]])));
  }
}
