// The formula behind a number, beside it: on hover, on focus, on touch.

const tip = document.getElementById('tip');
const gap = 10;
let about;

function tell(element) {
  about?.removeAttribute('aria-describedby');
  about = element;
  tip.textContent = element.dataset.formula;
  tip.hidden = false;
  element.setAttribute('aria-describedby', 'tip');
  const it = element.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.min(Math.max(it.left + (it.width - width) / 2, gap), clientWidth - width - gap);
  const below = it.bottom + gap;
  tip.style.left = `${left}px`;
  tip.style.top = `${below + height < clientHeight ? below : Math.max(it.top - height - gap, gap)}px`;
}

function hush() {
  about?.removeAttribute('aria-describedby');
  about = undefined;
  tip.hidden = true;
}

for (const type of ['pointerover', 'focusin']) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.('[data-formula]');
    if (element) tell(element);
    else if (about) hush();
  });
}
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hush();
  const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  const drawing = event.target.closest?.('svg');
  if (!steps[event.key] || !drawing) return;
  const all = [...drawing.querySelectorAll('[tabindex]')];
  const to = all[all.indexOf(event.target) + steps[event.key]];
  if (!to) return;
  event.preventDefault();
  event.target.setAttribute('tabindex', '-1');
  to.setAttribute('tabindex', '0');
  to.focus();
});
addEventListener('scroll', hush, { passive: true, capture: true });
