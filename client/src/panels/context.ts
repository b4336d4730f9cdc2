/** The app, for every component below it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { App } from '../app/app';

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('A component was drawn outside the app.');
  return app;
}
