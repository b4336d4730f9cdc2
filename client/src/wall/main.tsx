/** The room's big screen. It only shows: nothing on it can be pressed. */
import '../styles/tokens.css';
import '../styles/same-room.css';
import './wall.css';
import { render } from 'preact';
import { Asker } from './ask';
import { Wall } from './wall';

const boot = JSON.parse(document.getElementById('boot')!.textContent) as { title: string; from: string };
const asker = new Asker(boot.from);
const page = document.getElementById('wall')!;
page.replaceChildren();
render(<Wall asker={asker} title={boot.title} />, page);
void asker.start();
