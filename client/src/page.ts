/** All the script that pages need besides the board: the theme menu. Everything else is plain HTML. */
import './styles/tokens.css';
import './styles/same-room.css';
import './styles/pages.css';
import './styles/people.css';
import './styles/lobby.css';
import './styles/files.css';
import './styles/search.css';
import { waitAtDoor } from './app/door';
import { chosenTheme, keepTheme, type Theme } from './app/theme';

function wireThemeMenu(menu: HTMLDetailsElement): void {
  const choices = [...menu.querySelectorAll<HTMLInputElement>('input[name="theme"]')];
  for (const choice of choices) {
    choice.checked = choice.value === chosenTheme();
    choice.addEventListener('change', () => keepTheme(choice.value as Theme));
  }
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  });
}

const themeMenu = document.querySelector<HTMLDetailsElement>('.theme');
if (themeMenu) wireThemeMenu(themeMenu);

const door = document.querySelector<HTMLElement>('.atdoor');
if (door) waitAtDoor(door);
