/** The things to do, each in its own file. */
import { ApprovalTile } from './approval-tile';
import { BringTile, FollowMe } from './bring';
import { LockTile } from './lock-tile';
import { RevealTile, RevealZones, SilentTile } from './silence';
import { SnapshotTile } from './snapshot';
import { VoteTile } from './vote';

export function Actions() {
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that act, not fields of a form */}
      <div class="acts" role="group" aria-label="What to do">
        <SilentTile />
        <RevealTile />
        <VoteTile />
        <BringTile />
        <LockTile />
        <SnapshotTile />
        <ApprovalTile />
      </div>
      <FollowMe />
      <RevealZones />
    </>
  );
}
