// A text as a QR code (ISO/IEC 18004): bytes, versions 1 to 40, error correction M, or L where M does not hold it.

const PARITY = {
  L: '7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30',
  M: '10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28',
};
const BLOCKS = {
  L: '1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25',
  M: '1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49',
};
const LEVEL_BITS = { L: 1, M: 0 };
const numberAt = (table, level, version) => Number(table[level].split(' ')[version - 1]);

/** Powers of 2 in the field of 256 with x^8 + x^4 + x^3 + x^2 + 1, and their logarithms. */
const EXP = new Uint8Array(512), LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i += 1) { EXP[i] = EXP[i + 255] = x; LOG[x] = i; x = (x << 1) ^ (x & 128 ? 0x11d : 0); }
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

/** Reed and Solomon's check bytes. @param {number[]} data @param {number} n @returns {number[]} */
export function checkBytes(data, n) {
  let divisor = [1];
  for (let i = 0; i < n; i += 1) divisor = [...divisor, 0].map((x, k) => x ^ times(divisor[k - 1] ?? 0, EXP[i]));
  const rest = [...data, ...new Array(n).fill(0)];
  for (let i = 0; i < data.length; i += 1) { const lead = rest[i]; if (lead) divisor.forEach((x, k) => { rest[i + k] ^= times(x, lead); }); }
  return rest.slice(data.length);
}

/** Places of the middle of alignment patterns. */
function aligned(version) {
  if (version === 1) return [];
  const n = Math.floor(version / 7) + 2, last = 4 * version + 10, gap = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * n - 2)) * 2;
  return [6, ...Array.from({ length: n - 1 }, (_, i) => last - gap * (n - 2 - i))];
}

/** Bytes a version holds, parity included. */
function capacity(version) {
  const n = aligned(version).length;
  let bits = (16 * version + 128) * version + 64;
  if (version > 1) bits -= (25 * n - 10) * n - 55;
  return Math.floor((bits - (version > 6 ? 36 : 0)) / 8);
}

/** Bits with a remainder that finds faults in them. */
function withRemainder(value, divisor, n) {
  let rest = value;
  for (let i = 0; i < n; i += 1) rest = (rest << 1) ^ ((rest >>> (n - 1)) * divisor);
  return (value << n) | rest;
}

const MASKS = [(x, y) => (x + y) % 2, (x, y) => y % 2, x => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2];

/** How hard a pattern is to read: long runs, squares, what looks like a corner, too much of one colour. */
function hardship(rows) {
  const n = rows.length, lines = [...rows, ...rows.map((_, x) => rows.map(row => row[x]))];
  let sum = 0, dark = 0;
  for (const line of lines) {
    const text = line.map(Number).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (const corner of ['10111010000', '00001011101']) for (let at = text.indexOf(corner); at >= 0; at = text.indexOf(corner, at + 1)) sum += 40;
  }
  for (let y = 0; y < n; y += 1) for (let x = 0; x < n; x += 1) {
    dark += rows[y][x];
    if (x && y && rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x - 1]) sum += 3;
  }
  return sum + 10 * Math.floor(Math.abs((20 * dark) / (n * n) - 10));
}

/** Data and check bytes in the order in which they are laid out. */
function laidOut(bytes, version, level) {
  const all = capacity(version), n = numberAt(BLOCKS, level, version), parity = numberAt(PARITY, level, version), bits = [];
  const put = (value, length) => { for (let i = length - 1; i >= 0; i -= 1) bits.push((value >>> i) & 1); };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach(byte => put(byte, 8));
  const room = 8 * (all - n * parity);
  put(0, Math.min(4, room - bits.length));
  while (bits.length % 8) bits.push(0);
  const data = Array.from({ length: bits.length / 8 }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((x, bit) => 2 * x + bit, 0));
  for (let pad = 0xec; data.length < room / 8; pad ^= 0xec ^ 0x11) data.push(pad);
  const short = Math.floor(all / n) - parity, longs = all % n, blocks = [];
  for (let i = 0, at = 0; i < n; i += 1) { const size = short + (i >= n - longs ? 1 : 0); blocks.push(data.slice(at, at + size)); at += size; }
  const checks = blocks.map(block => checkBytes(block, parity)), out = [];
  for (let i = 0; i <= short; i += 1) for (const block of blocks) if (i < block.length) out.push(block[i]);
  for (let i = 0; i < parity; i += 1) for (const check of checks) out.push(check[i]);
  return out;
}

/**
 * A text as a QR code.
 * @param {string} text @returns {?boolean[][]} rows of dark (true) and light modules; null where it is too long
 */
export function qr(text) {
  const bytes = [...new TextEncoder().encode(text)], versions = Array.from({ length: 40 }, (_, i) => i + 1);
  const holds = (version, level) => 8 * (capacity(version) - numberAt(BLOCKS, level, version) * numberAt(PARITY, level, version)) >= 4 + (version < 10 ? 8 : 16) + 8 * bytes.length;
  const [level, version] = ['M', 'L'].map(one => [one, versions.find(v => holds(v, one))]).find(([, v]) => v) ?? [];
  if (!version) return null;
  const size = 4 * version + 17, rows = Array.from({ length: size }, () => new Array(size).fill(false)), fixed = rows.map(row => row.map(() => false));
  const set = (x, y, dark) => { if (x >= 0 && y >= 0 && x < size && y < size) { rows[y][x] = Boolean(dark); fixed[y][x] = true; } };
  for (let i = 0; i < size; i += 1) { set(6, i, i % 2 === 0); set(i, 6, i % 2 === 0); }
  for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]]) for (let dy = -4; dy <= 4; dy += 1) for (let dx = -4; dx <= 4; dx += 1) {
    const far = Math.max(Math.abs(dx), Math.abs(dy));
    set(cx + dx, cy + dy, far !== 2 && far !== 4);
  }
  const middles = aligned(version), last = middles.length - 1;
  middles.forEach((cx, i) => middles.forEach((cy, j) => {
    if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
    for (let dy = -2; dy <= 2; dy += 1) for (let dx = -2; dx <= 2; dx += 1) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
  }));
  const format = mask => {
    const bits = withRemainder((LEVEL_BITS[level] << 3) | mask, 0x537, 10) ^ 0x5412, bit = i => (bits >>> i) & 1;
    for (let i = 0; i < 8; i += 1) { set(8, i < 6 ? i : i + 1, bit(i)); set(size - 1 - i, 8, bit(i)); }
    for (let i = 8; i < 15; i += 1) { set(i === 8 ? 7 : 14 - i, 8, bit(i)); set(8, size - 15 + i, bit(i)); }
    set(8, size - 8, true);
  };
  format(0);
  if (version > 6) {
    const bits = withRemainder(version, 0x1f25, 12);
    for (let i = 0; i < 18; i += 1) { const a = size - 11 + (i % 3), b = Math.floor(i / 3), dark = (bits >>> i) & 1; set(a, b, dark); set(b, a, dark); }
  }
  const stream = laidOut(bytes, version, level);
  let at = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) for (const x of [right, right - 1]) {
      const y = (right + 1) & 2 ? step : size - 1 - step;
      if (!fixed[y][x] && at < 8 * stream.length) { rows[y][x] = Boolean((stream[at >>> 3] >>> (7 - (at & 7))) & 1); at += 1; }
    }
  }
  const turn = mask => rows.forEach((row, y) => row.forEach((_, x) => { if (!fixed[y][x] && MASKS[mask](x, y) === 0) row[x] = !row[x]; }));
  const cost = MASKS.map((_, mask) => { format(mask); turn(mask); const found = hardship(rows.map(row => row.map(Number))); turn(mask); return found; });
  const best = cost.indexOf(Math.min(...cost));
  format(best);
  turn(best);
  return rows;
}
