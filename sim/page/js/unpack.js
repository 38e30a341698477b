// Unpacking what lies packed in the file: letters to bytes, and those as they were before they were compressed; the twin of sim/page/letters.py.

const BASE = 91, PAIR_BITS = 13, ONE_BITS = 6;

/** The bytes of letters: 13 bits in two, the first bits in the lowest places. @param {string} letters @returns {Uint8Array} */
function bytesOf(letters) {
  const found = new Uint8Array(Math.floor((Math.floor(letters.length / 2) * PAIR_BITS + (letters.length % 2) * ONE_BITS) / 8));
  const digit = at => { const code = letters.charCodeAt(at); return code - 33 - (code > 38) - (code > 60) - (code > 62); };
  let held = 0, bits = 0, n = 0;
  for (let at = 0; at < letters.length; at += 2) {
    const isPair = at + 1 < letters.length;
    held |= (digit(at) + (isPair ? BASE * digit(at + 1) : 0)) << bits;
    for (bits += isPair ? PAIR_BITS : ONE_BITS; bits > 7; bits -= 8) { found[n++] = held & 255; held >>>= 8; }
  }
  return found;
}

/** What was packed into the page, once. @param {string} id of its place @returns {Promise<ArrayBuffer>} */
export async function unpacked(id) {
  const node = document.getElementById(id), letters = node.textContent.trim();
  node.remove();
  return new Response(new Blob([bytesOf(letters)]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
