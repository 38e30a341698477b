// The start: unpacks the page's style and modules, which lie packed in the file, and runs them; some are of the page and of its workers, and lie there once.

import { unpacked } from './unpack.js';

globalThis.source = `<!doctype html>\n${document.documentElement.outerHTML}`;  // the file as it was opened, to be taken home with a round inside
globalThis.unpacked = unpacked;

(async () => {
  const { style, head, modules, page, worker } = JSON.parse(new TextDecoder().decode(await unpacked('code')));
  const text = names => head + names.map(name => modules[name]).join('\n');
  globalThis.workerCode = text(worker);
  const look = document.createElement('style'), script = document.createElement('script');
  look.textContent = style;
  script.src = URL.createObjectURL(new Blob([text(page)], { type: 'text/javascript' }));
  script.onload = () => URL.revokeObjectURL(script.src);
  document.head.append(look, script);
})();
