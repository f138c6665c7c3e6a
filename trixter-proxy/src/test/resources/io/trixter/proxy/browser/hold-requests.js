// Counts the requests that read a path, and holds each until letGo() is called.
const [path] = arguments;
const { fetch } = window;
window.asked = 0;
window.fetch = async (address, options) => {
  if (options.method === 'GET' && `${address}`.endsWith(`/${path}`)) {
    window.asked++;
    await new Promise((resolve) => {
      window.letGo = resolve;
    });
  }
  return fetch(address, options);
};
