/** Asks before a stage of silent writing is left while cards are hidden. */
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { showAndGo } from './go';

export function MoveOnDialog({ stage, why }: { stage: string; why: string }) {
  const app = useApp();
  return (
    <Dialog title="Show everything and move on?" asks>
      <p>{why}</p>
      <p class="dialog__acts">
        <button type="button" class="btn" data-first onClick={() => app.close()}>
          Stay here
        </button>
        <button type="button" class="btn btn--primary" onClick={() => showAndGo(app, stage)}>
          Show them and move on
        </button>
      </p>
    </Dialog>
  );
}
