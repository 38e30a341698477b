// Present: the charts as large as the screen, what B does otherwise in sentences, nothing to move.

import { button, el } from './dom.js';
import { planSaid } from './share.js';

/** The way a room looks at it. */
export class Presentation {
  /** @param {object} page @param {boolean} isOn */
  constructor(page, isOn = false) {
    this.page = page;
    this.isOn = isOn;
    this.button = button(page.words.say('present'), () => this.turn(!this.isOn), { 'data-act': 'present', 'aria-pressed': String(isOn) });
    this.node = el('section', { class: 'present-said', 'aria-label': page.words.say('plan.b') });
    document.body.classList.toggle('present', isOn);
    if (!Presentation.isHeard) {  // once for all pages made anew in another language
      Presentation.isHeard = true;
      document.addEventListener('fullscreenchange', () => { if (!document.fullscreenElement) globalThis.page?.presentation.turn(false); });
      document.addEventListener('keydown', event => { if (event.key === 'Escape' && !document.querySelector('.drawer:not([hidden])')) globalThis.page?.presentation.turn(false); });
    }
  }

  /** On or off. */
  turn(isOn) {
    if (isOn === this.isOn) return;
    this.isOn = isOn;
    document.body.classList.toggle('present', isOn);
    this.button.setAttribute('aria-pressed', String(isOn));
    this.tell();
    if (isOn) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.page.drawn = '';
    this.page.render();
  }

  /** What B does otherwise. */
  tell() {
    if (!this.isOn) return;
    const { page } = this, { words } = page, said = planSaid(page, page.state.changes);
    this.node.replaceChildren(el('h2', {}, words.say('plan.b')), said.length ? el('ul', {}, ...said.map(text => el('li', {}, text))) : el('p', {}, words.say('plan.same')));
  }
}
