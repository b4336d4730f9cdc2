/** What lies over the board: a menu, a list or a dialog, one at a time. */
import type { Overlay } from '../app/app';
import { CardMenu, ReactMenu, TurnMenu } from './card-menu';
import { TalkDialog } from './comments';
import { DeleteDialog } from './delete';
import { DetailsDialog } from './details';
import { DrawingDialog } from './drawing';
import { FindPanel } from './find';
import { FloorMenu, GroupMenu } from './group-menu';
import { InviteDialog } from './invite';
import { KeysDialog } from './keys';
import { later } from './later';
import { LineageDialog } from './lineage';
import { LostDialog } from './lost';
import { BesidePicker, MoveMenu } from './move-menu';
import { PeopleDialog } from './people';
import { SettingsDialog } from './settings';
import { ThreadPicker } from './thread-picker';
import { UnsentDialog } from './unsent';
import { ZoneDialog } from './zone';
import { ZoneMenu } from './zone-menu';

const DeskDialog = later(() => import('../facilitator/desk').then((part) => part.DeskDialog));
const OwnWords = later(() => import('../facilitator/desk').then((part) => part.OwnWords));
const VoteDialog = later(() => import('../poll/dialog').then((part) => part.VoteDialog));
const ResultsDialog = later(() => import('../poll/dialog').then((part) => part.ResultsDialog));
const StartVote = later(() => import('../poll/start').then((part) => part.StartVote));
const DoorDialog = later(() => import('../facilitator/door').then((part) => part.DoorDialog));
const NotesDialog = later(() => import('./notes').then((part) => part.NotesDialog));
/** Facilitators only, so not in everyone's page. */
const ApprovalDialog = later(() => import('../facilitator/approval').then((part) => part.ApprovalDialog));
const QueueDialog = later(() => import('../facilitator/queue').then((part) => part.QueueDialog));
const PicturesDialog = later(() => import('./pictures').then((part) => part.PicturesDialog));
const PlanDialog = later(() => import('../facilitator/plan').then((part) => part.PlanDialog));
const MoveOnDialog = later(() => import('../facilitator/move-on').then((part) => part.MoveOnDialog));

export function OverlayPart({ overlay }: { overlay: Overlay }) {
  switch (overlay.kind) {
    case 'door':
      return <DoorDialog />;
    case 'approval':
      return <ApprovalDialog />;
    case 'queue':
      return <QueueDialog />;
    case 'notes':
      return <NotesDialog />;
    case 'card-menu':
      return <CardMenu card={overlay.card} at={overlay.at} />;
    case 'move':
      return <MoveMenu card={overlay.card} at={overlay.at} />;
    case 'react':
      return <ReactMenu card={overlay.card} at={overlay.at} />;
    case 'turn':
      return <TurnMenu card={overlay.card} at={overlay.at} />;
    case 'beside':
      return <BesidePicker card={overlay.card} after={overlay.after} />;
    case 'thread':
      return <ThreadPicker card={overlay.card} />;
    case 'comments':
      return <DetailsDialog card={overlay.card} />;
    case 'delete':
      return <DeleteDialog cards={overlay.cards} />;
    case 'group-menu':
      return <GroupMenu at={overlay.at} />;
    case 'floor-menu':
      return <FloorMenu at={overlay.at} spot={overlay.spot} drawing={overlay.drawing ?? []} />;
    case 'lineage':
      return <LineageDialog card={overlay.card} />;
    case 'drawing':
      return <DrawingDialog strokes={overlay.strokes} />;
    case 'pictures':
      return <PicturesDialog {...overlay} />;
    case 'find':
      return <FindPanel />;
    case 'zone':
      return <ZoneDialog zone={overlay.zone} />;
    case 'zone-menu':
      return <ZoneMenu zone={overlay.zone} at={overlay.at} />;
    case 'plan':
      return <PlanDialog />;
    case 'move-on':
      return <MoveOnDialog stage={overlay.stage} why={overlay.why} />;
    case 'lost':
      return <LostDialog />;
    case 'talk':
      return <TalkDialog />;
    case 'desk':
      return <DeskDialog card={overlay.card} />;
    case 'own-words':
      return <OwnWords card={overlay.card} />;
    case 'vote':
      return <VoteDialog />;
    case 'results':
      return <ResultsDialog poll={overlay.poll} />;
    case 'start-vote':
      return <StartVote />;
    case 'people':
      return <PeopleDialog />;
    case 'unsent':
      return <UnsentDialog />;
    case 'invite':
      return <InviteDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'keys':
      return <KeysDialog />;
  }
}
