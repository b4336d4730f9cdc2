/** The script of the archive's pages. All of them read well without it. */
import '../page';
import './archive.css';
import { tellLocalTime } from './local-time';

tellLocalTime();
const strip = document.querySelector<HTMLOListElement>('.strip');
if (strip) import('./film').then(({ wireFilm }) => wireFilm(strip));
const words = document.querySelector<HTMLElement>('.wordlist');
if (words) import('./shown').then(({ wireShown }) => wireShown(words));
