/** The script of the archive's pages. All of them read well without it. */
import '../page';
import './archive.css';
import { tellLocalTime } from './local-time';

tellLocalTime();
const strip = document.querySelector<HTMLOListElement>('.strip');
if (strip) import('./film').then(({ wireFilm }) => wireFilm(strip));
const words = document.querySelector<HTMLElement>('.wordlist');
if (words) import('./shown').then(({ wireShown }) => wireShown(words));
const still = document.getElementById('still');
if (still && document.getElementById('replay'))
  import('./replay').then(({ wireReplay }) => wireReplay(still));
else if (still) import('./still').then(({ wireStill }) => wireStill(still));
const work = document.querySelector<HTMLFormElement>('#work');
if (work) import('./work').then(({ wireWork }) => wireWork(work));
