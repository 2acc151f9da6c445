// Browser interfaces that Mantine uses and jsdom lacks.
window.matchMedia ??= (query) => ({
  matches: false,
  media: query,
  addListener() {},
  removeListener() {},
  addEventListener() {},
  removeEventListener() {},
  dispatchEvent: () => false,
});
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.scrollTo = () => {};
window.Element.prototype.scrollIntoView ??= () => {};
window.document.fonts ??= { addEventListener() {}, removeEventListener() {} };
