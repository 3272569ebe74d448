// How the page looks: light or dark, and large text. Kept for this tab only.

import { $, $$ } from './dom.js';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Take up what was chosen in this tab before, else what the system prefers, and listen to the buttons. */
export function startLook() {
  const { theme, text } = sessionStorage;
  if (theme) root.dataset.theme = theme;
  if (text) root.dataset.text = text;
  for (const button of $$('[data-theme-choice]')) {
    button.addEventListener('click', () => {
      sessionStorage.theme = root.dataset.theme = button.dataset.themeChoice;
      show();
    });
  }
  $('#large-text').addEventListener('click', () => {
    const large = root.dataset.text !== 'large';
    sessionStorage.text = root.dataset.text = large ? 'large' : 'usual';
    show();
  });
  dark.addEventListener('change', show);
  show();
}

function show() {
  const theme = root.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  for (const button of $$('[data-theme-choice]')) button.setAttribute('aria-pressed', String(button.dataset.themeChoice === theme));
  $('#large-text').setAttribute('aria-pressed', String(root.dataset.text === 'large'));
}
