// Plans as files: out, with the command that repeats the comparison, and in, chosen or pasted.

import { button, el } from './dom.js';
import { gather } from './gathered.js';
import { OURS, planOf, startOf, titlesOf, withContent } from './desklink.js';
import { toToml } from './toml.js';

const MOST_FILES = 12, LONGEST_READ = 400_000;

/** The part of the desk on which files lie. */
export class FilesPart {
  /** @param {object} desk @param {?FilesPart} before the same in another language */
  constructor(desk, before) {
    this.desk = desk;
    this.loaded = before?.loaded ?? [];
    this.said = before?.said ?? [];
    const read = async files => {
      this.said = files.length > MOST_FILES ? ['load.many'] : [];
      this.load(await Promise.all([...files].slice(0, MOST_FILES).map(async file => ({ name: file.name.slice(0, 80), text: file.size > LONGEST_READ ? 'x'.repeat(LONGEST_READ) : await file.text() }))));
    };
    this.chooser = el('input', { type: 'file', id: 'desk-file', hidden: true, 'aria-label': desk.ui('load.files'), multiple: true, accept: '.toml,text/plain', onchange: () => read(this.chooser.files) });
    this.text = el('textarea', { rows: 5, id: 'desk-text', spellcheck: 'false' });
    this.answer = el('div', { role: 'status' });
    this.out = el('div', {});
    this.node = el('div', {}, this.out, el('h3', {}, desk.ui('load')), el('p', { class: 'about' }, desk.ui('load.intro')),
      el('p', {}, button(desk.ui('load.files'), () => this.chooser.click(), { 'data-act': 'choose' }), this.chooser),
      el('details', {}, el('summary', {}, desk.ui('load.paste')), el('label', { for: 'desk-text', class: 'unseen' }, desk.ui('load.paste')), this.text,
        button(desk.ui('load.read'), () => { this.said = []; this.load([{ name: desk.ui('load.pasted'), text: this.text.value }]); }, { 'data-act': 'read' })), this.answer);
    this.tellLoaded();
  }

  /** Read files and say what they are. */
  load(files) { this.loaded = gather(this.desk.page.told, files); this.tellLoaded(); }

  /** A fault in a sentence. */
  faulty(fault) {
    const { words } = this.desk, values = { ...fault, low: words.number(fault.low ?? 0), high: words.number(fault.high ?? 0) };
    if (fault.key === 'together') values.why = words.say(`fault.${fault.why}`, { kind: words.opening(words.say(`kind.${fault.kind}`)), days: '', audience: '' });
    const line = fault.line ? `${this.desk.ui('line', { line: fault.line })}: ` : '', text = words.say(`desk.fault.${fault.key}`, values);
    return `${line}${text}${/[.!?]$/.test(text) ? '' : '.'}${fault.meant ? ` ${this.desk.ui('meant', { meant: fault.meant })}` : fault.allowed ? ` ${this.desk.ui('allowed', { allowed: fault.allowed })}` : ''}`;
  }

  tellLoaded() {
    const { desk } = this, { lang } = desk.words, { plans } = desk.desk, { most } = desk.page.told.asked;
    const row = one => {
      const file = `${one.name}.toml`;
      if (one.faults.length) return el('div', { class: 'loaded wrong' }, el('p', {}, desk.ui('load.wrong', { file })), el('ul', {}, ...one.faults.map(fault => el('li', {}, (fault.file && fault.file !== file && `${fault.file}, ` || '') + this.faulty(fault)))));
      const kept = { name: one.name, title: one.title, plan: one.plan };
      const add = () => { const rest = plans.filter(other => other.file || Object.keys(other.ticked).length); this.done(one); desk.set({ plans: [...rest, { file: kept }].slice(0, most), at: Math.min(rest.length, most - 1) }, true); };
      return el('div', { class: 'loaded' }, el('p', {}, desk.ui('load.good', { file, title: one.title[lang] })),
        button(desk.ui('load.base'), () => { this.done(one); desk.set({ base: kept }, true); }, { 'data-act': 'as-base' }), ' ', button(desk.ui('load.plan'), add, { 'data-act': 'as-plan', disabled: plans.filter(other => other.file || Object.keys(other.ticked).length).length >= most }));
    };
    this.answer.replaceChildren(...this.said.map(text => el('p', {}, text.startsWith('load.') ? desk.ui(text) : text)), ...this.loaded.map(row));
  }

  /** A file found its place. */
  done(one) { this.said = [this.desk.ui('load.added', { title: one.title[this.desk.words.lang] })]; this.loaded = this.loaded.filter(other => other !== one); this.tellLoaded(); }

  /** The files of now: name and text. */
  get files() {
    const { desk } = this, { page: { told }, spoken } = desk, start = startOf(told, desk.desk);
    const first = desk.desk.base?.title ?? Object.fromEntries(Object.entries(spoken).map(([lang, words]) => [lang, words.say('desk.baseline')]));
    return [{ name: `${OURS}.toml`, text: toToml(start, first) }, ...withContent(desk.desk).map((one, i) => ({ name: `${OURS}-${i + 1}.toml`, text: toToml(planOf(told, desk.desk, one), titlesOf(told, spoken, one)) }))];
  }

  update() {
    const { desk, files } = this, { words } = desk;
    const save = ({ name, text }) => {
      const link = el('a', { href: URL.createObjectURL(new Blob([text], { type: 'application/toml' })), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
    const command = `community-sim compare ${files.map(one => one.name).join(' ')} --reps 100${words.lang === 'en' ? '' : ` --lang ${words.lang}`}`;
    this.out.replaceChildren(el('p', {}, desk.ui('files.intro')), ...(files.length > 1 ? [el('pre', { tabindex: 0, id: 'desk-command' }, command)] : []),
      el('p', { class: 'saves' }, ...files.map(file => button(desk.ui('files.save', { file: file.name }), () => save(file), { 'data-file': file.name })), files.length > 1 ? button(desk.ui('files.all'), () => files.forEach(save), { 'data-act': 'save-all' }) : null),
      el('details', {}, el('summary', {}, desk.ui('files.show')), ...files.map(file => el('pre', { tabindex: 0, 'data-text': file.name }, file.text))));
    this.tellLoaded();
  }
}
